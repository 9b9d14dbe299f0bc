import type { GetToken } from "../auth.ts";
import type { SettingsStorage } from "../media/settings.ts";

/** What a CallClient is made from. */
export interface CallClientConfig {
  /** Where ringback is mounted: an http(s) or relative URL, without the `/ws`. Never with a token in it. */
  readonly url: string;
  readonly getToken: GetToken;
  /** Take several calls at once: one is active, the others are on hold. */
  readonly callWaiting?: boolean;
  /** Ask to be told of everybody who is online; else `watchPresence` says of whom. */
  readonly presence?: boolean;
  /** Where the user's settings are kept; localStorage by default. */
  readonly storage?: SettingsStorage;
  /** "relay" hides this machine's addresses from the other side: TURN only. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  /** A STUN server to ask besides those of the server, or "off". Google's by default. */
  readonly fallbackStun?: string;
  /** Allow an unencrypted connection to another machine. For tests only. */
  readonly allowInsecure?: boolean;
}
