import type { Beginning, CallEvent, Change, StoreEvent } from "./call-event.ts";
import { isLive, rings, type CallSnapshot, type MediaState, type Snapshot } from "./state.ts";
import { TRANSITIONS, type CallState, type CallStateEvent, type EndReason } from "../call-states.gen.ts";

/** What a device is told whose user has dealt with a call on another one; never the reason of the call itself. */
const TOLD_TO_A_DEVICE = ["answered_elsewhere", "declined_elsewhere"];

/** What a side does that sends nothing. */
export const NOTHING: MediaState = {
  audio: false, video: false, screen: null, hold: false, reconnecting: false, shownHeight: null,
};

/** The next snapshot; the same one when nothing has changed. `now` is in milliseconds and never goes back. */
export function reduce(snapshot: Snapshot, event: StoreEvent, now: number): Snapshot {
  switch (event.type) {
    case "connection":
      return patched(snapshot, { connection: event.state, userId: event.userId });
    case "presence":
      return { ...snapshot, online: event.online };
    case "note":
      return patched(snapshot, { note: event.note });
    case "sound":
      return patched(snapshot, { soundBlocked: event.blocked });
    case "begun":
      return { ...snapshot, calls: [...snapshot.calls.filter(isLive), begun(event.call)] };
    case "dismissed":
      return { ...snapshot, calls: snapshot.calls.filter((call) => isLive(call) || call.callId !== event.callId) };
    default: {
      const calls = snapshot.calls.map((call) => (call.callId === event.callId ? follow(call, event, now) : call));
      return calls.every((call, index) => call === snapshot.calls[index]) ? snapshot : { ...snapshot, calls };
    }
  }
}

/** A call as it begins. */
export function begun(call: Beginning): CallSnapshot {
  return {
    phase: call.direction === "incoming" ? "ringing" : "dialling",
    reason: null,
    connectedAt: null,
    endedAt: null,
    devices: null,
    expiresAt: null,
    own: NOTHING,
    other: { ...NOTHING, audio: true, video: true },
    received: { audio: false, video: false, screen: false },
    quality: null,
    notice: null,
    trouble: null,
    ...call,
  };
}

function follow(call: CallSnapshot, event: CallEvent, now: number): CallSnapshot {
  switch (event.type) {
    case "placed":
      return call.phase === "dialling" ? { ...call, phase: "ringing", expiresAt: now + event.ringMs } : call;
    case "step":
      return stepped(call, event.step, now);
    case "hung-up":
      return hungUp(call, event.reason, now);
    case "merged": {
      const merged = stepped(call, "merge", now).reason === "merged";
      return merged ? stepped({ ...call, callId: event.into }, "accept", now) : call;
    }
    case "changed":
      return changed(call, event.change);
    case "dismissed":
      return call;
  }
}

/** What has not left this side is to the table a call that rings. */
function outcomes({ phase }: CallSnapshot): Readonly<Partial<Record<CallStateEvent, CallState | EndReason>>> {
  return TRANSITIONS[phase === "dialling" ? "ringing" : phase];
}

function stepped(call: CallSnapshot, event: CallStateEvent, now: number): CallSnapshot {
  const to = outcomes(call)[event];
  if (to === undefined) return call;
  if (isEnd(to)) return ended(call, to, now);
  const connectedAt = call.connectedAt ?? (to === "connected" ? now : null);
  return patched(call, { phase: to, connectedAt, own: patched(call.own, { reconnecting: to === "reconnecting" }) });
}

/** A reason that cannot end a call in this phase means what an end without a reason does. */
function hungUp(call: CallSnapshot, reason: string | null, now: number): CallSnapshot {
  const ends = Object.values(outcomes(call)).filter(isEnd);
  const own = call.direction === "incoming" && ends.length > 0 ? (TOLD_TO_A_DEVICE as EndReason[]) : [];
  const told = [...ends, ...own].find((end) => end === reason);
  if (told) return ended(call, told, now);
  return stepped(call, call.direction === "outgoing" && rings(call) ? "decline" : "hang-up", now);
}

function ended(call: CallSnapshot, reason: EndReason, now: number): CallSnapshot {
  return { ...call, phase: "ended", reason, endedAt: now, expiresAt: null, notice: null };
}

function isEnd(outcome: CallState | EndReason): outcome is EndReason {
  return !(outcome in TRANSITIONS);
}

function changed(call: CallSnapshot, { own = {}, other = {}, received = call.received, ...rest }: Change): CallSnapshot {
  if (!isLive(call)) return call;
  return patched(call, {
    ...rest,
    own: patched(call.own, own),
    other: patched(call.other, other),
    received: patched(call.received, received),
  });
}

function patched<Value extends object>(value: Value, patch: Partial<Value>): Value {
  const same = (Object.keys(patch) as (keyof Value)[]).every((key) => patch[key] === value[key]);
  return same ? value : { ...value, ...patch };
}
