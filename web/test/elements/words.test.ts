import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { english } from "../../src/elements/words/english.ts";
import { words as german } from "../../src/elements/words/german.ts";
import { words as spanish } from "../../src/elements/words/spanish.ts";
import { writtenIn } from "./written-in.ts";

const TRANSLATIONS = { german, spanish };
const NUMBER = 3;
/** The tests are bundled; npm runs them from web/. */
const SOURCES = "src/elements";

/** Every word of a table, by its path: "callHistory.older". */
function rowsOf(table: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([key, row]) => {
      if (typeof row === "object") return [...rowsOf(row, `${path}${key}.`)];
      return [[path + key, typeof row === "function" ? String(row("NAME", NUMBER)) : row] as const];
    }),
  );
}

function sources(): [name: string, source: string][] {
  const names = readdirSync(SOURCES, { recursive: true }).map(String);
  const modules = names.filter((name) => name.endsWith(".ts") && !name.includes("words/") && !name.endsWith(".css.ts"));
  return modules.map((name) => [name, readFileSync(`${SOURCES}/${name}`, "utf8")]);
}

for (const [language, table] of Object.entries(TRANSLATIONS)) {
  const rows = rowsOf(table);

  test(`${language} has every word that English has, and no other`, () => {
    assert.deepEqual([...rows.keys()].sort(), [...rowsOf(english).keys()].sort());
  });

  test(`${language} puts in the same names and numbers as English does, and ends as it does`, () => {
    for (const [key, text] of rowsOf(english)) {
      const translated = rows.get(key) ?? "";
      assert.equal(translated.includes("NAME"), text.includes("NAME"), key);
      assert.equal(translated.includes(String(NUMBER)), text.includes(String(NUMBER)), key);
      assert.equal(/[.…?:]$/.exec(translated)?.[0], /[.…?:]$/.exec(text)?.[0], key);
      assert.ok(translated.trim().length > 1, key);
    }
  });
}

test("no word that people see is written into an element", () => {
  const found = sources().flatMap(([name, source]) => writtenIn(source).map((text) => `${name}: ${text}`));
  assert.deepEqual(found, []);
});

test("a word written into a template, or into a label, is found", () => {
  assert.deepEqual(writtenIn("html`<p>${x ? html`<b>Hello</b>` : nothing} there</p>`"), ["Hello", "there"]);
  assert.deepEqual(writtenIn('html`<a aria-label="Go ${where}" class="button">${icon("x")}</a>`'), ["Go"]);
  assert.deepEqual(writtenIn("html`<li class=${a ? \"online\" : \"\"} title=${words.go}>${name} · 3</li>` // a note"), []);
});

test("every word of the tables is used by an element", () => {
  const all = sources().map(([, source]) => source).join("\n");
  const keys = new Set([...rowsOf(english).keys()].flatMap((path) => path.split(".")));
  const unused = [...keys].filter((key) => !/^\d$/.test(key) && !new RegExp(`\\b${key.replace(/Hint$/, "(Hint)?")}\\b`).test(all));
  assert.deepEqual(unused.filter((key) => !(key in english.callHistory.outcomes)), []);
});
