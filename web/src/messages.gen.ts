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
  /** the same device has connected again */
  REPLACED: 4009,
  /** too much was waiting to be read; connect again */
  SLOW_CONSUMER: 4008,
  /** the token is missing or refused */
  UNAUTHENTICATED: 4401,
  /** no token came in time */
  AUTHENTICATION_TIMEOUT: 4408,
} as const;

/** What a client may send. */
export type ClientMessage =
  | CallOffer
  | CallAnswer
  | CallIceCandidate
  | CallAccept
  | CallReject
  | CallHangup
  | Authenticate
  | Hello
  | TokenRefresh;

/** What a client may receive. */
export type ServerMessage =
  | ForwardedOffer
  | ForwardedAnswer
  | ForwardedIceCandidate
  | ForwardedAccept
  | ForwardedReject
  | ForwardedHangup
  | CallRinging
  | CallMerged
  | CallError
  | Welcome
  | TokenRefreshed
  | Presence;

/** Place a call, or offer a change inside one. Answered with `recipient_offline` when nobody is there. */
export interface CallOffer {
  type: "call-offer";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  /** A session description (RFC 8866, JSEP). */
  sdp: string;
}

/** The answer to an offer. Answered with `recipient_offline` when nobody is there. */
export interface CallAnswer {
  type: "call-answer";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  /** A session description (RFC 8866, JSEP). */
  sdp: string;
}

/** One trickled candidate. Dropped without a word when nobody is there. */
export interface CallIceCandidate {
  type: "call-ice-candidate";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  candidate: IceCandidate;
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
}

/** The callee declines. Dropped without a word when nobody is there. */
export interface CallReject {
  type: "call-reject";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  reason?: string | null;
}

/** Either side ends the call, or the caller cancels it. Dropped without a word when nobody is there. */
export interface CallHangup {
  type: "call-hangup";
  /** A user, as the token's `sub`. */
  recipientId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  reason?: string | null;
}

/** The first frame of a connection that brought no token in its handshake; due within 5 s. */
export interface Authenticate {
  type: "authenticate";
  /** A JSON Web Token (RFC 7519). */
  token: string;
}

/** Asks for the additions to the plain profile; answered with `welcome`. May carry the token, as first frame. A client that names its device is recognised when it connects again, and receives `call-ringing` and `call-merged`. With `callWaiting` it takes several calls at once: its user is rung while in a call, instead of being busy, and a new call between the same two users does not replace the one before. */
export interface Hello {
  type: "hello";
  token?: string | null;
  presence?: boolean;
  deviceId?: string | null;
  callWaiting?: boolean;
}

/** A newer token of the same user, before the present one expires; answered with `token-refreshed`. */
export interface TokenRefresh {
  type: "token-refresh";
  /** A JSON Web Token (RFC 7519). */
  token: string;
}

/** Somebody calls, or offers a change inside a call. */
export interface ForwardedOffer {
  type: "call-offer";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  /** A session description (RFC 8866, JSEP). */
  sdp: string;
}

/** The answer to this client's offer. */
export interface ForwardedAnswer {
  type: "call-answer";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  /** A session description (RFC 8866, JSEP). */
  sdp: string;
}

/** One candidate of the other side. */
export interface ForwardedIceCandidate {
  type: "call-ice-candidate";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  candidate: IceCandidate;
}

/** The callee took the call. */
export interface ForwardedAccept {
  type: "call-accept";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
}

/** The callee declined. */
export interface ForwardedReject {
  type: "call-reject";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  reason?: string | null;
}

/** The call has ended. */
export interface ForwardedHangup {
  type: "call-hangup";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
  reason?: string | null;
}

/** The call this client placed rings on `devices` devices, for `expiresInMs` more. Full clients only. */
export interface CallRinging {
  type: "call-ringing";
  /** A user, as the token's `sub`. */
  senderId: string;
  /** The call, named by the caller; unguessable. */
  callId: string;
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
  /** The call, named by the caller; unguessable. */
  into: string;
}

/** What this client sent was not carried out. `field` names the part to mend, when there is one. */
export interface CallError {
  type: "call-error";
  callId: string | null;
  error: string;
  message: string;
  field?: string | null;
}

/** The answer to `hello`: who the server takes this client for, and for how long. */
export interface Welcome {
  type: "welcome";
  protocol: number;
  /** A user, as the token's `sub`. */
  userId: string;
  tokenExpiresInMs: number | null;
}

/** The answer to `token-refresh`: how long the connection may now stay. */
export interface TokenRefreshed {
  type: "token-refreshed";
  tokenExpiresInMs: number | null;
}

/** Who came online and who went, since the last one; the first after `welcome` names everybody. Sent only to clients that said `hello` with `presence`, and only where the server has it switched on. */
export interface Presence {
  type: "presence";
  online?: string[];
  offline?: string[];
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
