import type { CallSnapshot, Snapshot } from "./state.ts";
import { isLive } from "./state.ts";
import type { EndReason } from "../call-states.gen.ts";
import type { Sounds } from "../media/sounds.ts";

/** Ends that are heard: as it should be, or as a failure. Who is not there any more needs to hear nothing. */
const SOUNDS: Readonly<Partial<Record<EndReason, "ended" | "failed">>> = {
  completed: "ended",
  declined: "ended",
  busy: "failed",
  no_answer: "failed",
  unreachable: "failed",
  not_allowed: "failed",
  lost: "failed",
  failed: "failed",
  shutdown: "failed",
};

/** What the calls sound like, from one snapshot to the next. */
export function sound(sounds: Sounds, before: Snapshot, now: Snapshot): void {
  for (const [tone, heard] of [
    ["ring", ringsHere],
    ["ringback", ringsThere],
  ] as const) {
    const on = now.calls.some(heard);
    if (on !== before.calls.some(heard)) sounds[tone](on);
  }
  for (const call of now.calls) {
    const was = before.calls.find(({ callId }) => callId === call.callId);
    if (!was || !isLive(was) || isLive(call) || ringsHere(was)) continue;
    const end = SOUNDS[call.reason ?? "completed"];
    if (end) sounds[end]();
  }
}

function ringsHere({ phase, direction }: CallSnapshot): boolean {
  return phase === "ringing" && direction === "incoming";
}

function ringsThere({ phase, direction, devices }: CallSnapshot): boolean {
  return phase === "ringing" && direction === "outgoing" && devices !== null;
}
