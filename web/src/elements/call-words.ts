import type { CallSnapshot, Level } from "../index.ts";
import { isOutgoing, ringsHere } from "./calls-shown.ts";
import type { ElementWords } from "./languages.ts";

/** Where a call stands, in a word or two; nothing is said of one that is over. */
export function stateWords({ phase, devices }: CallSnapshot, words: ElementWords): string {
  switch (phase) {
    case "dialling":
      return words.calling;
    case "ringing":
      if (devices === null) return words.calling;
      return devices === 1 ? words.ringing : words.ringingOn(devices);
    case "connecting":
      return words.connectingCall;
    case "reconnecting":
      return words.reconnecting;
    case "connected":
      return words.connected;
    case "ended":
      return "";
  }
}

/** What the other side does that is worth a word, the gravest first. */
export function otherWords({ phase, other }: CallSnapshot, name: string, words: ElementWords): string[] {
  if (phase !== "connected") return [];
  return [
    other.reconnecting && words.otherReconnects(name),
    other.hold && words.otherHolds(name),
    other.screen !== null && words.otherShares(name),
    !other.audio && !other.hold && words.otherMuted(name),
  ].filter((each): each is string => typeof each === "string");
}

/** Something to be said to those who cannot see it. */
export interface Announcement {
  readonly text: string;
  /** Said at once, whatever is being read. */
  readonly urgent: boolean;
}

/** What tells one snapshot of a call from the one before. A call that rings here says so itself: it is an alert dialogue. */
export function announcement(
  before: CallSnapshot | undefined,
  after: CallSnapshot,
  name: string,
  words: ElementWords,
): Announcement | null {
  if (after.phase === "ended" || ringsHere(after)) return null;
  const state = stateWords(after, words);
  if (!before || before.phase !== after.phase || before.devices !== after.devices) {
    return { text: isOutgoing(after) && !before ? words.callingTo(name) : state, urgent: after.phase === "reconnecting" };
  }
  const said = [...ownChanges(before, after, words), ...otherChanges(before, after, name, words)];
  const level = levelChange(before.quality?.level, after.quality?.level, words);
  if (level) said.push(level);
  return said.length > 0 ? { text: said.join(". "), urgent: false } : null;
}

/** One half of a change that can be seen. */
type Change = readonly [was: boolean, is: boolean, on: string, off: string];

const changed = (changes: readonly Change[]): string[] =>
  changes.filter(([was, is]) => was !== is).map(([, is, on, off]) => (is ? on : off));

function ownChanges({ own: was }: CallSnapshot, { own: is }: CallSnapshot, words: ElementWords): string[] {
  return changed([
    [was.audio, is.audio, words.youUnmuted, words.youMuted],
    [was.video, is.video, words.yourCameraOn, words.yourCameraOff],
    [was.screen !== null, is.screen !== null, words.youShare, words.youStopped],
    [was.hold, is.hold, words.youHold, words.youResume],
  ]);
}

function otherChanges(before: CallSnapshot, after: CallSnapshot, name: string, words: ElementWords): string[] {
  const { other: was } = before;
  const { other: is } = after;
  return changed([
    [was.audio, is.audio, words.otherUnmuted(name), words.otherMuted(name)],
    [was.video, is.video, words.otherCameraOn(name), words.otherCameraOff(name)],
    [was.screen !== null, is.screen !== null, words.otherShares(name), words.otherStopped(name)],
    [was.hold, is.hold, words.otherHolds(name), words.otherResumes(name)],
    [was.reconnecting, is.reconnecting, words.otherReconnects(name), words.otherResumes(name)],
  ]);
}

/** Only where it becomes bad, or good again: what lies between interrupts too much. */
function levelChange(was: Level | undefined, is: Level | undefined, words: ElementWords): string | null {
  if (is === undefined || was === is) return null;
  return is <= 2 || (was !== undefined && was <= 2) ? words.qualityLevels[is] : null;
}
