import type { FirefoxDescriptions } from "./firefox-descriptions.ts";
import type { Lifetime } from "../lifetime.ts";
import type { ReportError } from "./peer-errors.ts";

/** A description as it comes off the wire. */
export interface RemoteDescription {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

/** What the negotiator reports to. */
export interface NegotiatorOptions {
  readonly polite: boolean | (() => boolean);
  readonly lifetime: Lifetime;
  readonly report: ReportError;
  readonly firefox: FirefoxDescriptions;
  /** Sends a local description to the other side. */
  readonly send: (description: RTCSessionDescription) => void;
  /** Both offers crossed; one of them counts for nothing. */
  readonly onCollision: () => void;
  /** An offer and answer have been completed. */
  readonly onNegotiated: () => void;
}
