import type { GetToken } from "../auth.ts";
import { systemClock, type Cancel, type Clock } from "../clock.ts";
import { CodedError } from "../coded-error.ts";
import type { LiveCall } from "../messages.gen.ts";
import { onNetworkChange, onNetworkSuspicion } from "../network-change.ts";

/** What a SignalingClient is made from. */
export interface SignalingConfig {
  /** The server's `/ws`: a ws(s), http(s) or relative URL. Never with a token in it. */
  readonly url: string;
  readonly getToken: GetToken;
  /** Ask to be told who is online. */
  readonly presence?: boolean;
  /** Ring during a call as well, instead of being busy. */
  readonly callWaiting?: boolean;
  /** Allow an unencrypted connection to another machine. For tests only. */
  readonly allowInsecure?: boolean;
}

/** What it takes from the browser; tests put their own in its place. */
export interface SignalingEnvironment {
  readonly clock: Clock;
  readonly createSocket: (url: string, protocols: string[]) => WebSocket;
  readonly random: () => number;
  /** A name that nobody can guess, of letters and digits. */
  readonly randomId: () => string;
  /** When the network has changed, or may have. */
  readonly onNetworkChange: (listener: () => void) => Cancel;
}

export const browserSignalingEnvironment: SignalingEnvironment = {
  clock: systemClock,
  createSocket: (url, protocols) => new WebSocket(url, protocols),
  random: Math.random,
  randomId: () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join(""),
  onNetworkChange(listener) {
    const stops = [onNetworkChange(listener), onNetworkSuspicion(listener)];
    return () => stops.forEach((stop) => stop());
  },
};

/** `waiting`: the connection is lost and is tried again soon. `closed`: for good. */
export type SignalingState = "idle" | "connecting" | "open" | "waiting" | "closed";

/** `error`: why there is no connection. */
export type StateListener = (state: SignalingState, error?: SignalingError) => void;

/** `placing`: the calls whose offer the server has yet to answer. */
export type SnapshotListener = (calls: readonly LiveCall[], placing: ReadonlySet<string>) => void;

/** Why there is no connection. */
export type SignalingErrorCode = "connection_lost" | "token_unavailable" | "unauthenticated";

/** Why there is no connection to the server. */
export class SignalingError extends CodedError<SignalingErrorCode> {
  override readonly name = "SignalingError";
  /** The WebSocket close code, when it was the server's connection that ended. */
  readonly closeCode: number | undefined;

  constructor(code: SignalingErrorCode, details: { cause?: unknown; closeCode?: number } = {}) {
    super(code, details);
    this.closeCode = details.closeCode;
  }
}
