import type { Words } from "../words/codes.ts";
import { english as sentences } from "../words/english.ts";
import { ancestors } from "./phones.ts";
import { english } from "./words/english.ts";

/** Every word on the elements; for a translation, an object of the same shape. */
export type ElementWords = typeof english;

/** One language: the words on the elements, and the sentences of the SDK. */
export interface Language {
  readonly words: ElementWords;
  readonly sentences: Words;
}

type Source = Language | (() => Promise<Language>);

const ENGLISH: Language = { words: english, sentences };
const sources = new Map<string, Source>([["en", ENGLISH]]);
const listeners = new Set<() => void>();

/**
 * Adds a language, or replaces one: `tag` as in the `lang` attribute ("fr", "pt-BR"), and its tables or what loads them
 * when somebody first needs them. Source: BCP 47.
 */
export function addLanguage(tag: string, source: Source): void {
  sources.set(tag.toLowerCase(), source);
  for (const listener of [...listeners]) listener();
}

/** The tag of the nearest `lang` attribute, else of the browser's language. */
export function languageTag(element: Element): string {
  for (const ancestor of ancestors(element)) {
    const tag = ancestor.getAttribute("lang");
    if (tag) return tag;
  }
  return navigator.language || "en";
}

/** The tables for a tag, those of its first part (`de` for `de-AT`), or else English; English while they load. */
export function languageOf(tag: string): Language {
  const wanted = tag.toLowerCase();
  const key = [wanted, wanted.split("-")[0] ?? ""].find((each) => sources.has(each)) ?? "en";
  const source = sources.get(key) ?? ENGLISH;
  if (typeof source !== "function") return source;
  sources.set(key, ENGLISH);
  source().then(
    (language) => addLanguage(key, language),
    () => sources.set(key, source), // tried again when it is next asked for
  );
  return ENGLISH;
}

/** Calls `listener` when a language has arrived or one may hold for `element` that did not, until the returned function is called. */
export function watchLanguages(element: Element, listener: () => void): () => void {
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ target }) => around(element, target))) listener();
  });
  for (const root of rootsOf(element)) observer.observe(root, { attributeFilter: ["lang"], subtree: true });
  listeners.add(listener);
  return () => {
    observer.disconnect();
    listeners.delete(listener);
  };
}

/** The trees that it is in, one in the other: an observer sees no further than the border of a shadow tree. */
function rootsOf(element: Element): Set<Node> {
  return new Set([...ancestors(element)].map((each) => each.getRootNode()));
}

function around(element: Element, target: Node): boolean {
  return [...ancestors(element)].includes(target as Element);
}
