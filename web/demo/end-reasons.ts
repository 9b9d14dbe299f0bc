import type { CallState, EndReason } from "./call-state.ts";

type Phase = Exclude<CallState["phase"], "idle" | "ended">;

/** What a reason on the wire means to whom the call was over in that phase; a reason that is not here means what it did. */
const REASONS: Readonly<Record<Phase, Readonly<Partial<Record<string, EndReason>>>>> = {
  outgoing: {
    busy: "busy",
    failed: "failed",
    lost: "lost",
    merged: "lost", // into a call that this page has never heard of
    no_answer: "no_answer",
    not_allowed: "not_allowed",
    shutdown: "shutdown",
    unreachable: "unreachable",
  },
  incoming: { answered_elsewhere: "answered_elsewhere", declined_elsewhere: "declined_elsewhere" },
  connecting: {
    answered_elsewhere: "answered_elsewhere",
    declined_elsewhere: "declined_elsewhere",
    failed: "lost",
    lost: "lost",
    shutdown: "shutdown",
  },
  connected: { failed: "lost", lost: "lost", shutdown: "shutdown" },
};

const UNSAID: Readonly<Record<Phase, EndReason>> = {
  outgoing: "declined",
  incoming: "missed",
  connecting: "hung_up",
  connected: "hung_up",
};

/** How a call ended that was hung up in `phase` for `reason`. */
export function endReason(phase: Phase, reason: string | null): EndReason {
  return REASONS[phase][reason ?? ""] ?? UNSAID[phase];
}
