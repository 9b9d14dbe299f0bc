// Generated from src/ringback/core/call.py and authority.py by `make generate`. Do not edit.
export type CallState =
  | "ringing"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "ended";

export type CallStateEvent =
  | "accept"
  | "describe"
  | "decline"
  | "busy"
  | "give-up"
  | "hang-up"
  | "fail"
  | "lose"
  | "presume"
  | "return"
  | "expire"
  | "replace"
  | "merge"
  | "miss"
  | "refuse"
  | "shut-down";

export type EndReason =
  | "completed"
  | "declined"
  | "busy"
  | "no_answer"
  | "cancelled"
  | "answered_elsewhere"
  | "declined_elsewhere"
  | "unreachable"
  | "not_allowed"
  | "lost"
  | "failed"
  | "shutdown"
  | "merged";

/** What follows from each event in each state: a state, or the reason of the end. */
export const TRANSITIONS: Readonly<
  Record<CallState, Readonly<Partial<Record<CallStateEvent, CallState | EndReason>>>>
> = {
  ringing: {
    accept: "connecting",
    decline: "declined",
    busy: "busy",
    "give-up": "no_answer",
    "hang-up": "cancelled",
    fail: "failed",
    return: "ringing",
    expire: "no_answer",
    replace: "cancelled",
    merge: "merged",
    miss: "unreachable",
    refuse: "not_allowed",
    "shut-down": "shutdown",
  },
  connecting: {
    describe: "connected",
    "hang-up": "completed",
    fail: "failed",
    return: "connecting",
    expire: "failed",
    replace: "lost",
    "shut-down": "shutdown",
  },
  connected: {
    "hang-up": "completed",
    fail: "failed",
    lose: "reconnecting",
    return: "connected",
    replace: "lost",
    "shut-down": "shutdown",
  },
  reconnecting: {
    "hang-up": "completed",
    fail: "failed",
    lose: "reconnecting",
    presume: "reconnecting",
    return: "connected",
    expire: "lost",
    replace: "lost",
    "shut-down": "shutdown",
  },
  ended: {},
};
