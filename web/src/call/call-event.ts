import type { CallStateEvent } from "../call-states.gen.ts";
import type { CallSnapshot, MediaState, Note, Received } from "./state.ts";
import type { SignalingState } from "../signaling/signaling-config.ts";

/** A call as it begins here. One that is placed is `dialling`, and any other one `ringing`, unless it was found. */
export type Beginning = Pick<CallSnapshot, "callId" | "userId" | "direction" | "withVideo"> &
  Partial<Pick<CallSnapshot, "phase" | "expiresAt" | "connectedAt" | "own">>;

/** What may change about a call beside its phase. */
export type Change = Partial<Pick<CallSnapshot, "devices" | "expiresAt" | "quality" | "notice" | "trouble">> & {
  readonly own?: Partial<MediaState>;
  readonly other?: Partial<MediaState>;
  readonly received?: Received;
};

/** Everything that the store follows. */
export type StoreEvent =
  | { readonly type: "connection"; readonly state: SignalingState; readonly userId: string | null }
  | { readonly type: "presence"; readonly online: ReadonlySet<string> }
  | { readonly type: "note"; readonly note: Note | null }
  | { readonly type: "sound"; readonly blocked: boolean }
  | { readonly type: "begun"; readonly call: Beginning }
  | CallEvent;

/** What happens to one call. */
export type CallEvent = { readonly callId: string } & (
  | { readonly type: "placed"; readonly ringMs: number }
  /** An event of the table. */
  | { readonly type: "step"; readonly step: CallStateEvent }
  /** The end, as the server or the other side names it. */
  | { readonly type: "hung-up"; readonly reason: string | null }
  | { readonly type: "merged"; readonly into: string }
  | { readonly type: "changed"; readonly change: Change }
  | { readonly type: "dismissed" }
);
