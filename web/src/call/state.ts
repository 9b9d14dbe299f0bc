import type { CallState, EndReason } from "../call-states.gen.ts";
import type { MicrophoneNotice } from "../media/microphone-watch.ts";
import type { Quality } from "../quality/quality.ts";
import type { SignalingState } from "../signaling/signaling-config.ts";

/** Where a call stands: as the server has it, but for `dialling`, which nobody else has heard of yet. */
export type Phase = "dialling" | CallState;

/** What one side of a call does, as `call-media` says it. */
export interface MediaState {
  /** Whether its microphone is sent: false while it is muted. */
  readonly audio: boolean;
  /** Whether its camera is sent. */
  readonly video: boolean;
  /** The id of the MediaStream that carries its screen; null while it shares none. */
  readonly screen: string | null;
  readonly hold: boolean;
  /** It has lost the other side, and looks for a way back. */
  readonly reconnecting: boolean;
  /** How high it shows the picture of the other side, in pixels of its screen; null while it has not said. */
  readonly shownHeight: number | null;
}

/** Of what kinds tracks of the other side have arrived, whatever its `MediaState` says. */
export interface Received {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/** One call. All moments are in milliseconds of `performance.now()`; before the page began they are negative. */
export interface CallSnapshot {
  /** Becomes another one when two calls that crossed are merged. */
  readonly callId: string;
  /** The other party. */
  readonly userId: string;
  readonly direction: "incoming" | "outgoing";
  /** Whether the caller wanted it with a picture. */
  readonly withVideo: boolean;
  readonly phase: Phase;
  /** Why it ended; null until it has. */
  readonly reason: EndReason | null;
  /** When the other party was first reached, and when the call ended. */
  readonly connectedAt: number | null;
  readonly endedAt: number | null;
  /** On how many devices of the callee it rings; null until the server has said so. */
  readonly devices: number | null;
  /** When it stops ringing. */
  readonly expiresAt: number | null;
  readonly own: MediaState;
  /** Until the other side says otherwise, it is taken to send whatever arrives. */
  readonly other: MediaState;
  readonly received: Received;
  readonly quality: Quality | null;
  readonly notice: MicrophoneNotice | null;
  /** The code of what stands in the way, or went wrong last; `sentence(code)` says it in words. */
  readonly trouble: string | null;
}

/** Something to be said in passing, of no call that there is. */
export interface Note {
  readonly code: string;
  readonly userId: string;
}

/** Everything there is to show. Immutable, and the same object for as long as nothing changes. */
export interface Snapshot {
  readonly connection: SignalingState;
  /** Who the server takes this client for, once it has said so. */
  readonly userId: string | null;
  readonly online: ReadonlySet<string>;
  /** The oldest first. One that has ended stays until it is dismissed, or another call begins. */
  readonly calls: readonly CallSnapshot[];
  readonly note: Note | null;
  /** The browser keeps sound back until the first gesture: ring visually. */
  readonly soundBlocked: boolean;
}

export const EMPTY: Snapshot = {
  connection: "idle",
  userId: null,
  online: new Set(),
  calls: [],
  note: null,
  soundBlocked: false,
};

export function isLive({ phase }: CallSnapshot): boolean {
  return phase !== "ended";
}

/** Whether nobody has taken the call yet. */
export function rings({ phase }: CallSnapshot): boolean {
  return phase === "ringing" || phase === "dialling";
}

/** Whether both have taken it. */
export function isUnderWay(call: CallSnapshot): boolean {
  return isLive(call) && !rings(call);
}
