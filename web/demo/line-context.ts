import type { PeerError } from "../src/index.ts";
import type { PhoneContext } from "./phone-context.ts";

/** What a line needs of the page, and whom it tells. */
export interface LineContext extends PhoneContext {
  readonly onOfferSent: () => void;
  readonly onIce: (state: RTCIceConnectionState) => void;
  readonly onPeerError: (error: PeerError) => void;
  /** There will be no connection; a sentence. */
  readonly onFailure: (sentence: string) => void;
}
