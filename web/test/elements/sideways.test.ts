import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

/** The tests are bundled; npm runs them from web/. */
const SOURCES = "src/elements";

/** What one element may do with another one that it has found: what HTML gives every element. */
const OF_HTML = new Set(["focus", "toggleAttribute", "setAttribute", "removeAttribute", "hidden"]);

/** What is one for the page. Each says in its module why; none of them holds what an element shows of a call. */
const ONE_FOR_THE_PAGE = new Map([
  ["behaviour/focus-origin", ["focusOrigin"]],
  ["languages", ["sources", "listeners"]],
  ["phones", ["phones", "listeners"]],
  ["presence-watch", ["wanted"]],
  ["quality-history", ["qualityHistory"]],
]);

type Modules = ReadonlyMap<string, string>;

function modules(): Modules {
  const names = readdirSync(SOURCES, { recursive: true }).map(String).filter((name) => name.endsWith(".ts"));
  return new Map(names.map((name) => [name.slice(0, -3), readFileSync(`${SOURCES}/${name}`, "utf8")]));
}

/** The elements that are registered; the module of each is called the same. */
function tagsOf(all: Modules): string[] {
  return [...(all.get("index") ?? "").matchAll(/^register\("([\w-]+)"/gm)].map(([, tag = ""]) => tag);
}

/** Modules that import an element: it is to be made by its tag, and known by its attributes, properties and events. */
function importsOfElements(all: Modules): string[] {
  const tags = tagsOf(all);
  return [...all].flatMap(([name, source]) => {
    const imported = [...source.matchAll(/(?:from|import)[ (]"\.\.?\/(?:\w+\/)*([\w.-]+)\.ts"/g)].map(([, module = ""]) => module);
    return name === "index" ? [] : imported.filter((module) => tags.includes(module)).map((module) => `${name} imports ${module}`);
  });
}

/** What a template gives an element, or hears from it, that the element does not offer. */
function notOffered(all: Modules): string[] {
  const offered = (tag: string): string => `${all.get(tag)}${all.get("ringback-element")}`;
  return [...all].flatMap(([name, source]) =>
    [...source.matchAll(/<(ringback-[\w-]+)\s((?:\$\{[^]*?\}|=>|[^>])*)>/g)].flatMap(([, tag = "", attributes = ""]) => {
      const given = [...attributes.matchAll(/(?:^|\s)([.@])([\w-]+)=/g)];
      const unknown = given.filter(([, sign, what = ""]) =>
        sign === "." ? !/^\s*$/.test(stateOf(offered(tag), what)) : !new RegExp(`@fires \\{.*\\} ${what}\\b`).test(offered(tag)),
      );
      return unknown.map(([, sign = "", what = ""]) => `${name}: ${sign}${what} of ${tag}`);
    }),
  );
}

/** Empty where `property` is declared and public; else what it is instead. */
function stateOf(source: string, property: string): string {
  const declared = new RegExp(`^ {4}${property}: (\\{.*\\}),$`, "m").exec(source);
  if (!declared) return new RegExp(`properties: PropertyDeclarations = \\{ ${property}: `).test(source) ? "" : "undeclared";
  return /state: true/.test(declared[1] ?? "") ? "its own state" : "";
}

/** Where something of another element is read or called that not every element has. */
function reaches(all: Modules): string[] {
  return [...all].flatMap(([name, source]) =>
    [...source.matchAll(/querySelector(?:All)?(?:<[^>]*>)?\("[^"]*ringback-[^"]*"\)\??\.(\w+)/g)]
      .filter(([, member = ""]) => !OF_HTML.has(member))
      .map(([, member = ""]) => `${name} reaches for ${member}`),
  );
}

/** What is kept at the top of a module, and so by all elements together. */
function kept(all: Modules): string[] {
  return [...all].flatMap(([name, source]) =>
    [...source.matchAll(/^(?:export )?(?:(?:let|var) (\w+)|const (\w+)[^=\n]*= new (?:Map|Set|WeakMap|WeakSet|[A-Z]\w+)\b)/gm)]
      .map(([found, variable, constant]) => ({ found, each: variable ?? constant ?? "" }))
      .filter(({ found, each }) => !/ReadonlySet|ReadonlyMap|Intl\./.test(found) && !ONE_FOR_THE_PAGE.get(name)?.includes(each))
      .map(({ each }) => `${name} keeps ${each}`),
  );
}

test("no element imports another: they have the client in common, tell by events, and are made by their tags", () => {
  const all = modules();
  assert.equal(tagsOf(all).length, 10);
  assert.deepEqual(importsOfElements(all), []);
});

test("a template gives an element what that takes and hears what that tells, and nothing of its own state", () => {
  assert.deepEqual(notOffered(modules()), []);
});

test("an element that another one has made is asked for nothing but what HTML gives every element", () => {
  assert.deepEqual(reaches(modules()), []);
});

test("no state is kept beside the elements, but for what there is one of for the page", () => {
  assert.deepEqual(kept(modules()), []);
});

test("state that flows sideways is found", () => {
  const one = `import { RingbackTwo } from "./ringback-two.ts";
const seen = new Map<string, number>();
let last = 0;
html\`<ringback-two .shown=\${1} .open=\${2} .free=\${3} @ringback-told=\${4} @ringback-made-up=\${5}></ringback-two>\`;
this.renderRoot.querySelector("ringback-two")?.open;`;
  const two = `@fires {CustomEvent} ringback-told - Something.
    open: { state: true },
    free: { attribute: false },
`;
  const all = new Map([["index", 'register("ringback-one", A);\nregister("ringback-two", B);'], ["ringback-one", one], ["ringback-two", two]]);
  assert.deepEqual(importsOfElements(all), ["ringback-one imports ringback-two"]);
  const not = [".shown of ringback-two", ".open of ringback-two", "@ringback-made-up of ringback-two"];
  assert.deepEqual(notOffered(all), not.map((each) => `ringback-one: ${each}`));
  assert.deepEqual(reaches(all), ["ringback-one reaches for open"]);
  assert.deepEqual(kept(all), ["ringback-one keeps seen", "ringback-one keeps last"]);
});
