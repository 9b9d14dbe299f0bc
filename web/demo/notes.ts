import { byId, say } from "./dom.ts";

/** Says something in passing; it stays until it is closed or the next takes its place. */
export function note(sentence: string): void {
  const element = byId("note", HTMLParagraphElement);
  byId("note-close", HTMLButtonElement).onclick = () => (element.hidden = true);
  say(byId("note-words", HTMLSpanElement), sentence);
  element.hidden = false;
}

/** Says something about the connection to the server, above everything else, or with null nothing. */
export function banner(sentence: string | null): void {
  const element = byId("banner", HTMLParagraphElement);
  say(element, sentence ?? "");
  element.hidden = sentence === null;
}
