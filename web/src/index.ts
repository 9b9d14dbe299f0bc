/** Voice and video calls in the browser, for a ringback server. */
export { createFetchWithAuth, type FetchWithAuth, type GetToken } from "./auth.ts";
export { createPeerConnection, type CreatePeerConnectionConfig } from "./create-peer-connection.ts";
export { joins } from "./joining.ts";
export type * from "./messages.gen.ts";
export { CloseCode, PROTOCOL_VERSION } from "./messages.gen.ts";
export { Negotiation } from "./negotiation.ts";
export type { CandidateDecision, DescriptionDecision, NegotiationState } from "./negotiation-state.ts";
export type { RemoteDescription } from "./negotiator-options.ts";
export { PeerConnectionManager } from "./peer.ts";
export type { PeerConnectionConfig, PeerEnvironment, PeerMessage, Signaling } from "./peer-config.ts";
export { PeerError, type PeerErrorCode } from "./peer-errors.ts";
export { isPolite, type Roles } from "./roles.ts";
export { SignalingClient } from "./signaling.ts";
export {
  SignalingError,
  type SignalingConfig,
  type SignalingEnvironment,
  type SignalingErrorCode,
  type SignalingState,
} from "./signaling-config.ts";
export { createTurnApi, TurnUnavailableError, type TurnApi, type TurnUnavailableReason } from "./turn.ts";
