import type { MediaError } from "../media/media-error.ts";
import type { Code, Phrase, Words } from "./codes.ts";
import { english } from "./english.ts";

/** Something for the user: one sentence each. */
export interface Sentence {
  readonly what: string;
  readonly next: string;
}

/** Whom and what a sentence is about. */
export interface About {
  /** The other side's name. */
  readonly other?: string;
  /** The other side has called: "you declined", not "they declined". */
  readonly incoming?: boolean;
}

/**
 * What a code means for the user, and what to do next. Plain text: show it as text, never as HTML, for the name in it is
 * whatever the other side calls itself. An unknown code, of a newer server, has a sentence as well.
 */
export function sentence(code: Code | (string & {}), about: About = {}, words: Words = english): Sentence {
  const [family, trouble] = code.split(/_(.*)/) as [string, string?];
  const device = words.devices[family as MediaError["device"]];
  const keys = [about.incoming ? `${code}_incoming` : code, code, device ? `device_${trouble}` : family];
  const rows: Readonly<Record<string, unknown>> = words;
  const [what, next] = (keys.map((key) => rows[key]).find(Array.isArray) ?? words.unknown) as Phrase;
  const other = about.other || words.other;
  const said = (text: string): string => text.replace("{device}", device).replace("{other}", () => other);
  return { what: said(what), next: said(next) };
}
