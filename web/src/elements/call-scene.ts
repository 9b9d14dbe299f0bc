import type { Call, CallClient, CallSnapshot } from "../index.ts";
import type { Sentence } from "../words/sentence.ts";
import type { Keys, Command } from "./behaviour/keyboard.ts";
import type { ElementWords } from "./languages.ts";
import type { Person } from "./phones.ts";

/** What lies open over a call. */
export type Sheet = "more" | "keypad" | "devices" | "help";

/** Something in the way of a call. */
export interface Obstacle {
  readonly code: string;
  /** It came of something asked for here, so that nobody else says it to those who cannot see it. */
  readonly asked: boolean;
  readonly said: Sentence;
}

/** All that the parts of the call view are drawn from. */
export interface CallScene {
  readonly client: CallClient | undefined;
  readonly call: Call;
  readonly snapshot: CallSnapshot;
  readonly person: Person;
  readonly words: ElementWords;
  readonly minimised: boolean;
  /** Whether it lies over the page, which the browser has to be asked for. */
  readonly overlay: boolean;
  readonly canShare: boolean;
  /** Other calls, on hold. */
  readonly held: readonly Call[];
  /** What is to be said above the controls, and the code that it comes from. */
  readonly notice: Obstacle | null;
  readonly soundBlocked: boolean;
  /** The server is looked for again; the call goes on meanwhile. */
  readonly away: boolean;
  readonly sheet: Sheet | null;
  /** The keys that count; none where the application wants none. */
  readonly keys: Keys;
  readonly act: (command: Command) => unknown;
  readonly open: (sheet: Sheet | null) => void;
  readonly tone: (tone: string) => void;
  readonly dismiss: () => void;
  readonly nameOf: (userId: string) => string;
}

/** Whether there is a picture of the other side: its camera, or its screen. */
export function pictured({ phase, received, other }: CallSnapshot): boolean {
  const live = phase === "connected" || phase === "reconnecting";
  return live && !other.hold && (received.screen || (received.video && other.video));
}
