import type { Call, CallState, Effect, EndReason, Live, Step } from "./call-state.ts";

/** The call is over. */
export function end(state: Live, reason: EndReason, now: number, effects: Effect[] = [], detail: string | null = null): Step {
  const connectedMs = state.phase === "connected" ? now - state.since : null;
  return to({ phase: "ended", call: state.call, reason, connectedMs, detail }, ...effects);
}

/** The next state, and what to do. */
export function to(state: CallState, ...effects: Effect[]): Step {
  return { state, effects };
}

export function accept({ callId, peer }: Call): Effect {
  return { do: "send", message: { type: "call-accept", recipientId: peer, callId } };
}

export function reject({ callId, peer }: Call, reason: string): Effect {
  return { do: "send", message: { type: "call-reject", recipientId: peer, callId, reason } };
}

export function hangUp({ callId, peer }: Call, reason: string | null = null): Effect {
  return { do: "send", message: { type: "call-hangup", recipientId: peer, callId, ...(reason && { reason }) } };
}
