import { IDLE, type Call, type CallEvent, type CallState, type Effect, type Live, type Outgoing, type Step } from "./call-state.ts";
import { accept, end, hangUp, reject, to } from "./call-steps.ts";
import { endReason } from "./end-reasons.ts";

/** The next state, and what to do on the way there. `now` is in milliseconds and never goes back. */
export function reduce(state: CallState, event: CallEvent, now: number): Step {
  if ("callId" in event && (state.phase === "idle" || state.call.callId !== event.callId)) return to(state);
  if (event.type === "dial") return state.phase === "idle" || state.phase === "ended" ? dial(event.call) : to(state);
  if (event.type === "offered") return offered(state, event.call);
  switch (state.phase) {
    case "idle":
      return to(state);
    case "ended":
      return event.type === "dismiss" ? to(IDLE) : to(state);
    case "outgoing":
      return outgoing(state, event, now);
    case "incoming":
      return incoming(state, event, now);
    case "connecting":
    case "connected":
      return underWay(state, event, now);
  }
}

type Incoming = Extract<CallState, { phase: "incoming" }>;
type UnderWay = Extract<CallState, { phase: "connecting" | "connected" }>;

function dial(call: Call): Step {
  const state = { phase: "outgoing", call, sent: false, ringing: false, devices: null, crossing: null } as const;
  return to(state, { do: "connect", call, offers: true });
}

/**
 * A new call comes in. When both call each other at once, theirs is accepted by itself, unless ours is on its way under
 * the lower callId: both sides keep that one, if the server does not say before which of the two goes on.
 */
function offered(state: CallState, call: Call): Step {
  if (state.phase === "idle" || state.phase === "ended") return to({ phase: "incoming", call });
  const samePeer = state.call.peer === call.peer;
  if (samePeer && state.phase === "incoming") return to({ phase: "incoming", call });
  if (samePeer && state.phase === "outgoing") {
    if (state.sent && state.call.callId < call.callId) return to({ ...state, crossing: call });
    return goOnAs(call.callId, state, ...(state.sent ? [hangUp(state.call, "cancelled")] : []), accept(call));
  }
  return to(state, reject(call, "busy"), { do: "tell-missed", peer: call.peer });
}

/** Ours goes on as another call, in which the other side makes the first offer. */
function goOnAs(callId: string, state: Outgoing, ...effects: Effect[]): Step {
  const call = { ...state.call, callId };
  const connect: Effect = { do: "connect", call, offers: false, devicesOf: state.call.callId };
  return to({ phase: "connecting", call }, ...effects, connect);
}

function outgoing(state: Outgoing, event: CallEvent, now: number): Step {
  // whoever has not been called yet has nothing to be told
  const cancel = (reason: string): Effect[] => (state.sent ? [hangUp(state.call, reason)] : []);
  switch (event.type) {
    case "offer-sent":
      return to({ ...state, sent: true });
    case "rings":
      return to({ ...state, ringing: true, devices: event.devices });
    case "merged":
      return goOnAs(event.into, state);
    case "accepted":
      return to({ phase: "connecting", call: state.call });
    case "ice":
      return ice(state, event.state, now);
    case "hang-up":
      return to(IDLE, ...cancel("cancelled"));
    case "ring-timeout":
      return end(state, "no_answer", now, cancel("no_answer"));
    case "vanished":
      return end(state, "unreachable", now);
    case "rejected": // other tabs and devices of the callee are still ringing
      return end(state, event.reason === "busy" ? "busy" : "declined", now, [hangUp(state.call, "declined_elsewhere")]);
    case "hung-up":
      return end(state, endReason(state.phase, event.reason), now);
    case "forgotten":
      return state.sent ? end(state, "lost", now) : to(state);
    case "refused":
      return refused(state, event.error, event.detail, now);
    case "failed":
      return end(state, event.reason, now, cancel("failed"), event.detail);
    default:
      return to(state);
  }
}

function incoming(state: Incoming, event: CallEvent, now: number): Step {
  const { call } = state;
  switch (event.type) {
    case "accept": {
      const taken = { ...call, video: event.video };
      return to({ phase: "connecting", call: taken }, accept(call), { do: "connect", call: taken, offers: false });
    }
    case "decline":
      return to(IDLE, reject(call, "declined"));
    case "elsewhere":
      return end(state, "elsewhere", now);
    case "hung-up":
      return end(state, endReason(state.phase, event.reason), now);
    case "ring-timeout":
    case "vanished":
    case "forgotten":
      return end(state, "missed", now);
    default:
      return to(state);
  }
}

function underWay(state: UnderWay, event: CallEvent, now: number): Step {
  switch (event.type) {
    case "ice":
      return ice(state, event.state, now);
    case "hang-up":
      return end(state, "hung_up", now, [hangUp(state.call)]);
    case "hung-up":
      return end(state, endReason(state.phase, event.reason), now);
    case "forgotten":
      return end(state, "lost", now);
    case "failed":
      return end(state, event.reason, now, [hangUp(state.call, "failed")], event.detail);
    case "vanished":
      return state.phase === "connecting" ? end(state, "lost", now) : to(state);
    case "refused": // once connected, media goes on without the server
      return state.phase === "connecting" ? refused(state, event.error, event.detail, now) : to(state);
    default:
      return to(state);
  }
}

/** Words: W3C webrtc-pc, RTCIceConnectionState. */
function ice(state: Outgoing | UnderWay, ice: RTCIceConnectionState, now: number): Step {
  if (ice === "connected" || ice === "completed") {
    const since = state.phase === "connected" ? state.since : now;
    return to({ phase: "connected", call: state.call, since, reconnecting: false });
  }
  const broken = ice === "disconnected" || ice === "failed";
  return broken && state.phase === "connected" ? to({ ...state, reconnecting: true }) : to(state);
}

function refused(state: Live, error: string, detail: string, now: number): Step {
  if (error === "recipient_offline") return end(state, "unreachable", now);
  if (error === "not_allowed") return end(state, "not_allowed", now);
  return end(state, "failed", now, [], detail);
}
