// Generated from src/ringback/messages.py by `make generate`. Do not edit.
export const PROTOCOL_VERSION = 1;
export const MAX_FRAME_BYTES = 65536;

/** Why the server closed a WebSocket. */
export const CloseCode = {
  /** the server is stopping; connect again */
  GOING_AWAY: 1001,
  /** an error of the server; connect again */
  INTERNAL_ERROR: 1011,
  /** the token expired and was not renewed; connect again with a new one */
  TOKEN_EXPIRED: 4001,
  /** nothing was heard for too long; connect again */
  SILENT: 4002,
  /** too much was waiting to be read; connect again */
  SLOW_CONSUMER: 4008,
  /** the same device has connected again */
  REPLACED: 4009,
  /** too much was sent at once; connect again, later */
  RATE_LIMITED: 4029,
  /** the token is missing or refused */
  UNAUTHENTICATED: 4401,
  /** no token came in time */
  AUTHENTICATION_TIMEOUT: 4408,
} as const;

/** The codes of `call-error`, and of a refused HTTP request. A newer server may know more. */
export type ErrorCode =
  | "not_json"
  | "too_large"
  | "too_deep"
  | "unknown_type"
  | "missing_field"
  | "invalid_field"
  | "recipient_offline"
  | "not_allowed"
  | "not_in_call"
  | "cannot_rejoin"
  | "unknown_call"
  | "description_required"
  | "rate_limited"
  | "unauthenticated"
  | "token_missing"
  | "token_late"
  | "token_invalid"
  | "token_expired"
  | "token_in_url"
  | "origin_refused"
  | "turn_not_configured"
  | "internal_error"
  | "store_unavailable";

/** What a client may send. */
export type ClientMessage =
  | CallOffer
  | CallAnswer
  | CallIceCandidate
  | CallAccept
  | CallReject
  | CallHangup
  | CallMedia
  | CallReport
  | Authenticate
  | Hello
  | TokenRefresh
  | Ack
  | Ping
  | Pong
  | PresenceWatch;

/** What a client may receive. */
export type ServerMessage =
  | ForwardedOffer
  | ForwardedAnswer
  | ForwardedIceCandidate
  | ForwardedAccept
  | ForwardedReject
  | ForwardedHangup
  | ForwardedMedia
  | CallRinging
  | CallMerged
  | CallError
  | Done
  | Welcome
  | TokenRefreshed
  | Presence
  | Ping
  | Pong
  | GoingAway;

/** Place a call, or offer a change inside one. Answered with `recipient_offline` when nobody is there. A client that has named its device may invite first and describe later: without `sdp` it rings the devices that have been named too, and the caller sends an offer with `sdp` once the call is accepted. Where there is no such device the answer is `description_required`. A device that has lost its connection to the other side but not the call rejoins with an offer that has another `connectionId`. Answered with `cannot_rejoin` when the other side has named no device. */
export interface CallOffer {
  type: "call-offer";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
  sdp?: string | null;
  media?: Media | null;
  connectionId?: string | null;
}

/** What a call is meant to carry, for whoever is asked to take it. */
export interface Media {
  audio?: boolean;
  video?: boolean;
}

/** The answer to an offer. Answered with `recipient_offline` when nobody is there. */
export interface CallAnswer {
  type: "call-answer";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
  /** A session description (RFC 8866, JSEP). */
  sdp: string;
  connectionId?: string | null;
}

/** One trickled candidate. Dropped without a word when nobody is there. */
export interface CallIceCandidate {
  type: "call-ice-candidate";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
  candidate: IceCandidate;
  connectionId?: string | null;
}

/** An ICE candidate: W3C webrtc-pc's RTCIceCandidateInit. `candidate: ""` says there are no more. */
export interface IceCandidate {
  candidate: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

/** The callee takes the call. Answered with `recipient_offline` when nobody is there. */
export interface CallAccept {
  type: "call-accept";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
}

/** The callee declines. Dropped without a word when nobody is there. */
export interface CallReject {
  type: "call-reject";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
  reason?: string | null;
}

/** Either side ends the call, or the caller cancels it. Dropped without a word when nobody is there. */
export interface CallHangup {
  type: "call-hangup";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
  reason?: string | null;
}

/** What this device sends now in a call that was accepted: all of it, and the newest counts. Passed on to a device that was named; dropped without a word otherwise. Due once media can flow, at every change, and again when the other side rejoins. */
export interface CallMedia {
  type: "call-media";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  commandId?: string | null;
  /** Whether sound is sent: false while muted. */
  audio: boolean;
  /** Whether the camera's picture is sent. */
  video: boolean;
  /** The stream that carries the shared screen, if any. */
  screen: string | null;
  /** Whether this side has put the call on hold. */
  hold: boolean;
  /** Whether this side looks for a way to the other one. */
  reconnecting: boolean;
  /** How high this side shows the other's picture: nobody needs more. */
  shownHeight?: number | null;
}

/** How a call went, for its record; until an hour after its end. What is null is left as it was reported before. Answered with `unknown_call` when the user was no party of such a call, or it ended too long ago. */
export interface CallReport {
  type: "call-report";
  /** The call, named by the caller; unguessable. */
  callId: string;
  quality?: QualitySummary | null;
  rating?: number | null;
  commandId?: string | null;
}

/** How a call went, as one side measured it: medians over the whole call, from the E-model and `getStats`. */
export interface QualitySummary {
  /** A mean opinion score (ITU-T G.107), 5 is best. */
  mos: number;
  /** A mean opinion score (ITU-T G.107), 5 is best. */
  worstMos: number;
  roundTripMs: number;
  jitterMs: number;
  lossPercent: number;
  concealedPercent: number;
  bitrateKbps: number;
  freezes: number;
  iceRestarts: number;
  /** For how long media did not flow. */
  reconnectingMs: number;
  /** Whether media went through TURN; null when unknown. */
  relayed: boolean | null;
  /** What the user was warned of. */
  warnings: string[];
}

/** The first frame of a connection that brought no token in its handshake; due within 5 s. */
export interface Authenticate {
  type: "authenticate";
  /** A JSON Web Token (RFC 7519). */
  token: string;
}

/** Asks for the additions to the plain profile; answered with `welcome`. May carry the token, as first frame. A client that names its device has a session, which outlives its connection: its events are numbered, it acknowledges them, and with `resume` it receives those that it has missed. It receives `call-ringing`, `call-merged`, `ping` and `going-away` too. With `callWaiting` it takes several calls at once: its user is rung while in a call, instead of being busy, and a new call between the same two users does not replace the one before. `native` says that it is a program with a WebRTC engine, not a browser: the server decides which side of a call is polite by it. */
export interface Hello {
  type: "hello";
  token?: string | null;
  presence?: boolean;
  deviceId?: string | null;
  callWaiting?: boolean;
  native?: boolean;
  resume?: Resume | null;
}

/** The session that a client had before its connection was lost, and the last event that it has. */
export interface Resume {
  /** Lets this client resume its session, once. */
  token: string;
  /** Names the server's memory; numbers of two epochs do not compare. */
  epoch: string;
  /** The number of an event in its session: one more than the one before. */
  lastSeq: number;
}

/** A newer token of the same user, before the present one expires; answered with `token-refreshed`. */
export interface TokenRefresh {
  type: "token-refresh";
  /** A JSON Web Token (RFC 7519). */
  token: string;
}

/** Every event up to `seq` has arrived. Due after 16 events or 500 ms, and at once after one that rings. */
export interface Ack {
  type: "ack";
  /** The number of an event in its session: one more than the one before. */
  seq: number;
}

/** Are you there? Answered with `pong`; either side may ask. */
export interface Ping {
  type: "ping";
}

/** The answer to `ping`. */
export interface Pong {
  type: "pong";
}

/** Asks to be told who of `userIds` is online, now and from now on, in place of those asked for before. Answered with `presence`, which names only those whom the application lets this user call. */
export interface PresenceWatch {
  type: "presence-watch";
  userIds: string[];
}

/** Somebody calls, or offers a change inside a call. `expiresInMs` says how much longer it rings. Without `sdp`, which only a client that has named its device can see, the description comes after the accept. */
export interface ForwardedOffer {
  type: "call-offer";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  sdp?: string | null;
  media?: Media | null;
  connectionId?: string | null;
  expiresInMs?: number | null;
  polite?: boolean | null;
}

/** The answer to this client's offer. */
export interface ForwardedAnswer {
  type: "call-answer";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  /** A session description (RFC 8866, JSEP). */
  sdp: string;
  connectionId?: string | null;
}

/** One candidate of the other side. */
export interface ForwardedIceCandidate {
  type: "call-ice-candidate";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  candidate: IceCandidate;
  connectionId?: string | null;
}

/** The callee took the call. */
export interface ForwardedAccept {
  type: "call-accept";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  polite?: boolean | null;
}

/** The callee declined. */
export interface ForwardedReject {
  type: "call-reject";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  reason?: string | null;
}

/** The call has ended. */
export interface ForwardedHangup {
  type: "call-hangup";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  reason?: string | null;
}

/** What the other side sends now: all of it, and the newest counts. Full clients only. */
export interface ForwardedMedia {
  type: "call-media";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  audio: boolean;
  video: boolean;
  screen: string | null;
  hold: boolean;
  reconnecting: boolean;
  shownHeight?: number | null;
}

/** The call this client placed rings on `devices` devices, for `expiresInMs` more. Full clients only. */
export interface CallRinging {
  type: "call-ringing";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  devices: number;
  /** A duration in milliseconds. */
  expiresInMs: number;
}

/** Both called each other at once. The call `callId` goes on as `into`, accepted on both sides. */
export interface CallMerged {
  type: "call-merged";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  seq?: number | null;
  ageMs?: number | null;
  /** The call, named by the caller; unguessable. */
  into: string;
  polite?: boolean | null;
}

/** What this client sent was not carried out. `field` names the part to mend, when there is one. */
export interface CallError {
  type: "call-error";
  callId: string | null;
  error: string;
  message: string;
  field?: string | null;
  commandId?: string | null;
  retryInMs?: number | null;
}

/** The message with this `commandId` was carried out, now or when it came first. */
export interface Done {
  type: "done";
  /** Names a message, the same when it is sent again; answered by `done` or `call-error`. */
  commandId: string;
}

/** The answer to `hello`: who the server takes this client for, and for how long. `serverNow` is the server's clock in milliseconds since 1970, to be shown, not to be compared with. */
export interface Welcome {
  type: "welcome";
  protocol: number;
  /** A user, as the token's `sub`. */
  userId: string;
  tokenExpiresInMs: number | null;
  serverNow?: number;
  session?: SessionGrant | null;
}

/** The session of a client that has named its device. When it was not `resumed`, `seq` is where the numbers begin and `calls` is all there is: a call that the client knows of and that is not there has ended. When it was, the events that were missed follow. */
export interface SessionGrant {
  resumed: boolean;
  /** Lets this client resume its session, once. */
  resumeToken: string;
  /** Names the server's memory; numbers of two epochs do not compare. */
  epoch: string;
  /** The number of an event in its session: one more than the one before. */
  seq: number;
  /** For how long it waits for its client, in milliseconds. */
  windowMs: number;
  heartbeat: Heartbeat;
  calls: LiveCall[];
}

/** When to send a `ping` if nothing is heard, and when to give the connection up. The same for both sides. */
export interface Heartbeat {
  /** A duration in milliseconds. */
  intervalMs: number;
  /** A duration in milliseconds. */
  timeoutMs: number;
  /** A duration in milliseconds. */
  inCallIntervalMs: number;
  /** A duration in milliseconds. */
  inCallTimeoutMs: number;
}

/** A call of this user that has not ended, as the server sees it. */
export interface LiveCall {
  /** The call, named by the caller; unguessable. */
  callId: string;
  /** The other party. */
  userId: string;
  direction: "incoming" | "outgoing";
  state: "connected" | "connecting" | "reconnecting" | "ringing";
  /** Whether this device is, or may become, the one in the call. */
  here: boolean;
  expiresInMs: number | null;
  /** As on `call-accept`; null while it rings. */
  polite?: boolean | null;
}

/** The answer to `token-refresh`: how long the connection may now stay. */
export interface TokenRefreshed {
  type: "token-refreshed";
  tokenExpiresInMs: number | null;
}

/** Who came online and who went, since the last one; the first after `welcome` names everybody. Sent only to clients that asked: with `presence-watch`, or with `presence` in `hello`, which names everybody where the server has that switched on. */
export interface Presence {
  type: "presence";
  online?: string[];
  offline?: string[];
}

/** The server stops. Connect again in `reconnectInMs`, which differs from client to client. */
export interface GoingAway {
  type: "going-away";
  /** A duration in milliseconds. */
  reconnectInMs: number;
}

/** Time-limited TURN credentials, the answer of `GET /turn/credentials`. */
export interface TurnCredentials {
  /** `expiry:user`, the expiry in seconds since 1970. */
  username: string;
  /** base64(HMAC-SHA1(secret, username)). */
  password: string;
  /** For how many seconds they can be used to allocate. */
  ttl: number;
  /** `stun:`, `turn:` and `turns:` URIs (RFC 7064, RFC 7065). */
  uris: string[];
}

/** A page of a user's calls, the newest first: the answer of `GET /calls`. */
export interface CallHistory {
  calls: CallRecord[];
  nextCursor: string | null;
}

/** A call of a user's history as it stands; it may still ring. */
export interface CallRecord {
  /** The call, named by the caller; unguessable. */
  callId: string;
  /** The other party. */
  userId: string;
  direction: "incoming" | "outgoing";
  state: "connected" | "connecting" | "ended" | "reconnecting" | "ringing";
  reason: string | null;
  /** Whether it rang here, or would have, and was not taken in time. */
  missed: boolean;
  placedAt: string;
  connectedAt: string | null;
  endedAt: string | null;
  durationMs: number | null;
  /** As this user reported it. */
  quality: QualitySummary | null;
  /** What this user thinks of it. */
  rating: number | null;
}

/** The body of every HTTP answer that is an error. */
export interface Refusal {
  /** A stable code. */
  error: string;
  /** What went wrong and what to do, in a sentence. */
  message: string;
}

/** The body of `GET /healthz`. */
export interface Health {
  status?: "ok";
}

/** The body of `GET /readyz`: `why` says in a sentence what is in the way. */
export interface Readiness {
  status: "not ready" | "ready";
  why?: string | null;
}
