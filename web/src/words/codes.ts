import type { CallErrorCode } from "../call/call-error.ts";
import type { EndReason } from "../call-states.gen.ts";
import type { DeviceTrouble, MediaError } from "../media/media-error.ts";
import type { MicrophoneNotice } from "../media/microphone-watch.ts";
import type { ErrorCode } from "../messages.gen.ts";
import type { PeerErrorCode } from "../peer/peer-errors.ts";
import type { TurnUnavailableReason } from "../peer/turn.ts";
import type { ExplainCause } from "../quality/explain.ts";
import type { Warning } from "../quality/quality.ts";
import type { SignalingErrorCode } from "../signaling/signaling-config.ts";

/** Everything that can end a call or go wrong with one, apart from devices that cannot be used. */
export type CallCode =
  | CallErrorCode
  | EndReason
  | ErrorCode
  | ExplainCause
  | MicrophoneNotice
  | PeerErrorCode
  | SignalingErrorCode
  | TurnUnavailableReason
  | Warning;

/** Every code that there is a sentence for. */
export type Code = CallCode | MediaError["code"];

/** The first words of codes that share one sentence, unless a code has its own. */
export type Family = "high" | "ice" | "low" | "token" | "turn";

/** Codes that say a program or its set-up is wrong: the user can do nothing about them, and hears what an unknown code says. */
export type Fault =
  | "cannot_rejoin"
  | "candidate_failed"
  | "description_failed"
  | "description_required"
  | "dtls_failed"
  | "internal_error"
  | "invalid_answer"
  | "invalid_field"
  | "missing_field"
  | "negotiation_failed"
  | "network"
  | "not_initialized"
  | "not_json"
  | "origin_refused"
  | "refused"
  | "signaling_failed"
  | "store_unavailable"
  | "too_deep"
  | "too_large"
  | "unauthorized"
  | "unknown_call"
  | "unknown_type";

/** What has happened, and what can be done next. */
export type Phrase = readonly [what: string, next: string];

/** The rows that there have to be. */
type Rows = Exclude<CallCode, Fault | `${Family}_${string}`> | Family | `device_${DeviceTrouble}` | "unknown";

/** Rows of their own that a code may have. */
type OwnRows = Code | `${EndReason}_incoming`;

/**
 * All sentences in one language. `{other}` stands for the other side's name, and `{device}` for that of a device.
 * A code has its own row, or that of its family: `token_expired` or else `token`, `camera_denied` or else `device_denied`.
 * A call that came in has ended as `busy_incoming`, or else as `busy`.
 */
export type Words = Readonly<
  Record<Rows, Phrase> &
    Partial<Record<OwnRows, Phrase>> & {
      /** Names of devices, as they stand within a sentence. */
      devices: Readonly<Record<MediaError["device"], string>>;
      /** The other side, where its name is not given. */
      other: string;
    }
>;
