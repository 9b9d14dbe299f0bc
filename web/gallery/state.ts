import type { ElementWords, RingbackElement } from "../src/elements/index.ts";
import { languageOf, languageTag } from "../src/elements/languages.ts";
import type { Scene } from "./fake-client.ts";

/** One thing to look at: an element, and what its client says. */
export interface State {
  readonly id: string;
  readonly title: string;
  /** The tag of the element. */
  readonly tag: string;
  readonly scene: Scene;
  /** "window": it fills the window; "panel": it stands in a column of a page, "inline": in the text. */
  readonly place: "window" | "panel" | "inline";
  /** Sets its attributes and properties, once it has a client. */
  readonly set?: (element: RingbackElement) => void;
  /** What somebody does who looks at it, once it is drawn. */
  readonly then?: (element: RingbackElement) => void | Promise<void>;
}

/** States of one element, each from its name to what is special about it. */
export function statesOf(
  tag: string,
  place: State["place"],
  rows: Readonly<Record<string, Omit<State, "id" | "tag" | "place">>>,
): State[] {
  const short = tag.replace("ringback-", "");
  return Object.entries(rows).map(([name, row]) => ({ ...row, id: `${short}-${name}`, tag, place }));
}

/** Clicks buttons inside the element, one after the other, by their names in the page's language, up to a comma. */
export function press(...named: ((words: ElementWords) => string)[]): (element: RingbackElement) => Promise<void> {
  return async (element) => {
    for (const name of named) {
      await element.updateComplete; // the language may have arrived a moment ago
      const wanted = name(languageOf(languageTag(element)).words);
      const buttons = [...(element.shadowRoot?.querySelectorAll("button") ?? [])];
      buttons.find((button) => (button.ariaLabel ?? button.textContent ?? "").trim().split(",")[0] === wanted)?.click();
      await element.updateComplete;
    }
  };
}
