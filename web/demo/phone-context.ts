import type { SignalingClient, TurnApi } from "../src/index.ts";

/** What the phone is made from, and whom it tells. */
export interface PhoneContext {
  readonly userId: string;
  readonly signaling: SignalingClient;
  readonly turnApi: TurnApi;
  readonly onChange: () => void;
  /** Something to be said in passing; a sentence. */
  readonly onNote: (sentence: string) => void;
}
