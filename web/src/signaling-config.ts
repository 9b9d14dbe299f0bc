import type { GetToken } from "./auth.ts";
import { systemClock, type Cancel, type Clock } from "./clock.ts";
import { onNetworkChange } from "./network-change.ts";

/** What a SignalingClient is made from. */
export interface SignalingConfig {
  /** The server's `/ws`: a ws(s), http(s) or relative URL. Never with a token in it. */
  readonly url: string;
  readonly getToken: GetToken;
  /** Ask to be told who is online. */
  readonly presence?: boolean;
  /** Allow an unencrypted connection to another machine. For tests only. */
  readonly allowInsecure?: boolean;
}

/** What it takes from the browser; tests put their own in its place. */
export interface SignalingEnvironment {
  readonly clock: Clock;
  readonly createSocket: (url: string, protocols: string[]) => WebSocket;
  readonly random: () => number;
  readonly onNetworkChange: (listener: () => void) => Cancel;
}

export const browserSignalingEnvironment: SignalingEnvironment = {
  clock: systemClock,
  createSocket: (url, protocols) => new WebSocket(url, protocols),
  random: Math.random,
  onNetworkChange,
};

/** `waiting`: the connection is lost and is tried again soon. `closed`: for good. */
export type SignalingState = "idle" | "connecting" | "open" | "waiting" | "closed";

/** Why there is no connection; branch on it, the sentence may change. */
export type SignalingErrorCode = "connection_lost" | "token_unavailable" | "unauthenticated";

/** Why there is no connection to the server. */
export class SignalingError extends Error {
  override readonly name = "SignalingError";
  readonly code: SignalingErrorCode;
  /** The WebSocket close code, when it was the server's connection that ended. */
  readonly closeCode: number | undefined;

  constructor(code: SignalingErrorCode, message: string, details: { cause?: unknown; closeCode?: number } = {}) {
    super(message, "cause" in details ? { cause: details.cause } : {});
    this.code = code;
    this.closeCode = details.closeCode;
  }
}
