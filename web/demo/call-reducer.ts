import { IDLE, type Call, type CallEvent, type CallState, type Effect, type EndReason, type Step } from "./call-state.ts";

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

type Live = Exclude<CallState, { phase: "idle" | "ended" }>;
type Incoming = Extract<CallState, { phase: "incoming" }>;
type Outgoing = Extract<CallState, { phase: "outgoing" }>;
type UnderWay = Extract<CallState, { phase: "connecting" | "connected" }>;

function dial(call: Call): Step {
  return to({ phase: "outgoing", call, ringing: false }, { do: "connect", call });
}

/** A new call comes in. When both call each other at once, the lower callId survives and is accepted by itself. */
function offered(state: CallState, call: Call): Step {
  if (state.phase === "idle" || state.phase === "ended") return to({ phase: "incoming", call });
  const samePeer = state.call.peer === call.peer;
  if (samePeer && state.phase === "incoming") return to({ phase: "incoming", call });
  if (samePeer && state.phase === "outgoing") {
    if (state.call.callId < call.callId) return to(state);
    const survivor = { ...call, video: state.call.video };
    const connect: Effect = { do: "connect", call: survivor, devicesOf: state.call.callId };
    return to({ phase: "connecting", call: survivor }, accept(call), connect);
  }
  return to(state, reject(call, "busy"), { do: "tell-missed", peer: call.peer });
}

function outgoing(state: Outgoing, event: CallEvent, now: number): Step {
  // whoever has not been called yet has nothing to be told
  const cancel = (reason: string): Effect[] => (state.ringing ? [hangUp(state.call, reason)] : []);
  switch (event.type) {
    case "offer-sent":
      return to({ ...state, ringing: true });
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
      return end(state, event.reason === "busy" || event.reason === "no_answer" ? event.reason : "declined", now);
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
      return to({ phase: "connecting", call: taken }, accept(call), { do: "connect", call: taken });
    }
    case "decline":
      return to(IDLE, reject(call, "declined"));
    case "elsewhere":
      return end(state, "elsewhere", now);
    case "hung-up":
      return end(state, event.reason?.endsWith("_elsewhere") ? "elsewhere" : "missed", now);
    case "ring-timeout":
    case "vanished":
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
      return end(state, event.reason === "failed" ? "lost" : "hung_up", now);
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

function end(state: Live, reason: EndReason, now: number, effects: Effect[] = [], detail: string | null = null): Step {
  const connectedMs = state.phase === "connected" ? now - state.since : null;
  return to({ phase: "ended", call: state.call, reason, connectedMs, detail }, ...effects);
}

function to(state: CallState, ...effects: Effect[]): Step {
  return { state, effects };
}

function accept({ callId, peer }: Call): Effect {
  return { do: "send", message: { type: "call-accept", recipientId: peer, callId } };
}

function reject({ callId, peer }: Call, reason: string): Effect {
  return { do: "send", message: { type: "call-reject", recipientId: peer, callId, reason } };
}

function hangUp({ callId, peer }: Call, reason: string | null = null): Effect {
  return { do: "send", message: { type: "call-hangup", recipientId: peer, callId, ...(reason && { reason }) } };
}
