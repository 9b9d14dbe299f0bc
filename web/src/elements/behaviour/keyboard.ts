/** What a key does during a call. */
export type Command = "mute" | "camera" | "share" | "hold" | "picture" | "full-screen" | "minimise" | "quality" | "hang-up" | "help";

/** The keys as they stand on the keyboard, in the order in which they are listed. */
export const KEYS: Readonly<Record<Command, string>> = {
  mute: "M",
  camera: "V",
  share: "S",
  hold: "H",
  quality: "Q",
  picture: "P",
  "full-screen": "F",
  minimise: "N",
  "hang-up": "Shift+L",
  help: "?",
};

/** Those that hold: all of them, or none. */
export type Keys = Readonly<Partial<Record<Command, string>>>;

/** What of a `KeyboardEvent` decides. */
export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** The command of a key; null for all others, and for those that belong to the browser. */
export function commandOf({ key, shiftKey, ctrlKey, altKey, metaKey, repeat }: Key): Command | null {
  if (ctrlKey || altKey || metaKey || repeat) return null;
  const pressed = key === "?" ? key : (shiftKey ? "Shift+" : "") + key.toUpperCase();
  const found = (Object.entries(KEYS) as [Command, string][]).find(([, each]) => each === pressed);
  return found?.[0] ?? null;
}

const TEXT_FIELDS =
  "input:not([type=button], [type=checkbox], [type=radio], [type=range], [type=submit]), textarea, " +
  "[contenteditable]:not([contenteditable='false']), [role='textbox'], [role='searchbox'], [role='combobox']";

/** Whether somebody who types there is writing something. */
export function isTextField(target: EventTarget | null | undefined): boolean {
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}

/** What takes keys itself: text fields, lists of choices, and whatever Enter or Space presses. Source: ARIA 1.2, roles. */
const TAKES_KEYS =
  "input, textarea, select, button, a[href], summary, video[controls], audio[controls], [contenteditable]:not([contenteditable='false']), " +
  "[role='textbox'], [role='searchbox'], [role='combobox'], [role='listbox'], [role='button'], [role='slider'], [role='menuitem']";

/** Whether a key on this element means something to the element itself. `event.composedPath()[0]` is that element. */
export function takesKeys(target: EventTarget | undefined): boolean {
  return target instanceof Element && target.closest(TAKES_KEYS) !== null;
}
