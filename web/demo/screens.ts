import { byId } from "./dom.ts";

/** What fills the page; one at a time. */
export type Screen = "sign-in" | "insecure" | "people" | "stage" | "ended";

/** Where the keyboard goes on. A heading, where pressing Enter once too often must not end a call. */
const FOCUS: Readonly<Record<Screen, string | null>> = {
  "sign-in": "name",
  insecure: null,
  people: "people-title",
  stage: "stage-peer",
  ended: "ended-title",
};

let shown: Screen | undefined;

/** Shows this screen and hides the others. */
export function showScreen(screen: Screen): void {
  if (screen === shown) return;
  shown = screen;
  for (const id of Object.keys(FOCUS)) byId(id, HTMLElement).hidden = id !== screen;
  byId("top", HTMLElement).hidden = screen === "stage";
  const focus = FOCUS[screen];
  if (focus) byId(focus, HTMLElement).focus();
}
