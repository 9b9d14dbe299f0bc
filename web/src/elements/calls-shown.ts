import type { Call, CallSnapshot } from "../index.ts";

/** What of the calls is shown where. */
export interface Shown {
  /** Those that ring here. */
  readonly ringing: readonly Call[];
  /** The one that fills the call view: the active one, or the one that has ended last. */
  readonly current: Call | undefined;
  /** Other calls under way. */
  readonly held: readonly Call[];
}

export function shown(calls: readonly Call[]): Shown {
  const ringing = calls.filter(({ snapshot }) => ringsHere(snapshot));
  const live = calls.filter(({ snapshot }) => snapshot.phase !== "ended" && !ringsHere(snapshot));
  const over = calls.filter(({ snapshot }) => snapshot.phase === "ended" && endKind(snapshot) === "screen");
  const active = live.filter(({ snapshot }) => !snapshot.own.hold);
  const current = active.at(-1) ?? live.at(-1) ?? over.at(-1);
  return { ringing, current, held: live.filter((call) => call !== current) };
}

/** Whether this person makes a call or is in one. */
export function isBusy(calls: readonly Call[]): boolean {
  const { current } = shown(calls);
  return current !== undefined && current.snapshot.phase !== "ended";
}

export function ringsHere({ direction, phase }: CallSnapshot): boolean {
  return direction === "incoming" && phase === "ringing";
}

/** Before the other side has answered. */
export function isOutgoing({ direction, phase }: CallSnapshot): boolean {
  return phase === "dialling" || (direction === "outgoing" && phase === "ringing");
}

/** What is said of a call that is over: nothing where this person ended it before it began, or has answered it elsewhere. */
export type EndKind = "silent" | "note" | "screen";

export function endKind({ direction, reason, connectedAt }: CallSnapshot): EndKind {
  if (connectedAt !== null) return "screen";
  if (reason === "merged" || reason === (direction === "incoming" ? "declined" : "cancelled")) return "silent";
  if (reason?.endsWith("_elsewhere")) return "note";
  if (direction === "incoming" && reason === "busy") return "note"; // refused here, because of another call
  return isMissed({ direction, reason }) ? "note" : "screen";
}

/** Whether this side did not take it in time; the server counts the same ones. */
export function isMissed({ direction, reason }: Pick<CallSnapshot, "direction" | "reason">): boolean {
  const missed = reason === "no_answer" || reason === "cancelled" || reason === "unreachable";
  return direction === "incoming" && missed;
}

/** The code that says best why it ended. */
export function endCode({ reason, trouble }: Pick<CallSnapshot, "reason" | "trouble">): string {
  return reason === "failed" && trouble !== null ? trouble : (reason ?? "failed");
}

/** Nobody calls again who is not allowed to, nor where the call goes on elsewhere. */
export function canCallAgain(reason: CallSnapshot["reason"]): boolean {
  return reason !== "not_allowed" && !(reason?.endsWith("_elsewhere") ?? false);
}
