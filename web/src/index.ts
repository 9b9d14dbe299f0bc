/** Voice and video calls in the browser, for a ringback server. */
export { createFetchWithAuth, type FetchWithAuth, type GetToken } from "./auth.ts";
export { Call, type Streams, type Wanted } from "./call/call.ts";
export { CallClient } from "./call/call-client.ts";
export type { CallClientConfig } from "./call/call-client-config.ts";
export type { CallEnvironment } from "./call/call-environment.ts";
export { CallError, type CallErrorCode } from "./call/call-error.ts";
export type { HistoryQuery } from "./call/history.ts";
export type { CallSnapshot, MediaState, Note, Phase, Received, Snapshot } from "./call/state.ts";
export type { CallStore } from "./call/store.ts";
export type * from "./call-states.gen.ts";
export { Devices, MediaError, type DeviceKind, type DevicePermission, type DeviceTrouble } from "./media/devices.ts";
export { level, testMicrophone } from "./media/microphone.ts";
export type { MicrophoneNotice } from "./media/microphone-watch.ts";
export { DEFAULT_SETTINGS, SettingsStore, type Settings, type SettingsStorage } from "./media/settings.ts";
export type { Sounds } from "./media/sounds.ts";
export { createPeerConnection, type CreatePeerConnectionConfig } from "./peer/create-peer-connection.ts";
export { joins } from "./peer/joining.ts";
export type * from "./messages.gen.ts";
export { CloseCode, PROTOCOL_VERSION } from "./messages.gen.ts";
export { Negotiation } from "./peer/negotiation.ts";
export type { CandidateDecision, DescriptionDecision, NegotiationState } from "./peer/negotiation-state.ts";
export type { RemoteDescription } from "./peer/negotiator-options.ts";
export { PeerConnectionManager } from "./peer/peer.ts";
export type { PeerConnectionConfig, PeerEnvironment, PeerMessage, Signaling } from "./peer/peer-config.ts";
export { PeerError, type PeerErrorCode } from "./peer/peer-errors.ts";
export { isPolite, type Roles } from "./peer/roles.ts";
export { SignalingClient } from "./signaling/signaling.ts";
export {
  SignalingError,
  type SignalingConfig,
  type SignalingEnvironment,
  type SignalingErrorCode,
  type SignalingState,
} from "./signaling/signaling-config.ts";
export { createTurnApi, TurnUnavailableError, type TurnApi, type TurnUnavailableReason } from "./peer/turn.ts";
export type { Candidate, ExplainCause, Explanation, Pair, Reached } from "./quality/explain.ts";
export type { Level, Quality, Warning } from "./quality/quality.ts";
