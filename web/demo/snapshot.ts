import type { CallHangup, LiveCall } from "../src/index.ts";

/** How long a server that does not know of a call any more may take to say why, in milliseconds. */
export const WHY_MS = 1_000;

/** Whether the server no longer knows of the call here. It may not have heard of one that is still being placed. */
export function isForgotten(callId: string, calls: readonly LiveCall[], placing: ReadonlySet<string>): boolean {
  return !placing.has(callId) && !calls.some((call) => call.callId === callId);
}

/** What ends the calls that this page had before it was loaded again; one that rings here rings again. */
export function endingsOfLeftovers(callId: string | undefined, calls: readonly LiveCall[]): CallHangup[] {
  const rings = ({ state, direction }: LiveCall): boolean => state === "ringing" && direction === "incoming";
  return calls
    .filter((call) => call.here && !rings(call) && call.callId !== callId)
    .map((call) => ({ type: "call-hangup", recipientId: call.userId, callId: call.callId, reason: "lost" }));
}
