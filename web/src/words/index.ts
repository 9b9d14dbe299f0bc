/** What can go wrong with a call, in words. A module of its own: who has words of their own does not load these. */
export type { Code, Phrase, Words } from "./codes.ts";
export { english } from "./english.ts";
export { sentence, type About, type Sentence } from "./sentence.ts";
