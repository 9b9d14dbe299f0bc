const SAID_ATTRIBUTES = /\s(?:aria-label|aria-description|aria-valuetext|alt|placeholder|title|label|data-tip)\s*=\s*("[^"]*"|'[^']*')/g;
const WORD = /\p{L}{2,}/u;
const HOLE = "\u0000";

/** The words that stand as such in the `html` templates of a source: in the text, or in an attribute that is read out. */
export function writtenIn(source: string): string[] {
  return templatesOf(source).flatMap(wordsOf);
}

function wordsOf(template: string): string[] {
  const inAttributes = [...template.matchAll(SAID_ATTRIBUTES)].map(([, value = ""]) => value.slice(1, -1));
  const inText = template.replace(/<!--[^]*?-->/g, HOLE).replace(/<[^>]*>/g, HOLE);
  return [...inAttributes, inText]
    .flatMap((text) => text.split(HOLE))
    .map((text) => text.trim())
    .filter((text) => WORD.test(text));
}

/** Every template, those within others too, in the order of their ends; what is put in is a hole. */
function templatesOf(source: string): string[] {
  const found: string[] = [];
  for (let at = source.indexOf("html`"); at >= 0; at = source.indexOf("html`", at)) at = read(source, at + 5, found);
  return found;
}

/** Reads the template that begins at `at`; returns where it ends. */
function read(source: string, at: number, found: string[]): number {
  let text = "";
  while (at < source.length && source[at] !== "`") {
    if (source.startsWith("${", at)) {
      at = skip(source, at + 2, found);
      text += HOLE;
    } else {
      text += source[at];
      at += 1;
    }
  }
  found.push(text);
  return at + 1;
}

/** Skips an expression up to its closing brace; the templates in it are read, other strings are not. */
function skip(source: string, at: number, found: string[]): number {
  let depth = 1;
  while (at < source.length && depth > 0) {
    if (source.startsWith("html`", at)) at = read(source, at + 5, found);
    else if (source[at] === "`") at = read(source, at + 1, []);
    else {
      depth += source[at] === "{" ? 1 : source[at] === "}" ? -1 : 0;
      at += 1;
    }
  }
  return at;
}
