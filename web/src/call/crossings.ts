import type { CallControl } from "./call-control.ts";
import { EarlyMessages, isNegotiated, type Negotiated } from "./early-messages.ts";
import { isUnderWay, rings } from "./state.ts";
import type { ForwardedOffer, ServerMessage } from "../messages.gen.ts";

/** Calls of theirs that came while ours to them rings; which of the two goes on is yet to be said. */
export class Crossings {
  readonly #theirs = new Map<string, { readonly ours: CallControl; readonly messages: EarlyMessages }>();

  add(offer: ForwardedOffer, ours: CallControl): void {
    const messages = new EarlyMessages();
    messages.put(offer);
    this.#theirs.set(offer.callId, { ours, messages });
  }

  /** Whether the message belongs to one of them. */
  take(message: Extract<ServerMessage, { senderId: unknown }>): boolean {
    const theirs = this.#theirs.get(message.callId);
    if (isNegotiated(message)) theirs?.messages.put(message);
    else this.#theirs.delete(message.callId);
    return theirs !== undefined;
  }

  /** What has come of their call, which is the one that goes on. */
  messagesOf(callId: string): Negotiated[] {
    return this.#theirs.get(callId)?.messages.takeAll() ?? [];
  }

  /** Ours have moved on. Returns what has come of those calls of theirs that ring now, as ours have ended. */
  settle(): Negotiated[] {
    const settled = [...this.#theirs].filter(([, { ours }]) => !rings(ours.snapshot));
    for (const [callId] of settled) this.#theirs.delete(callId);
    return settled.flatMap(([, { ours, messages }]) => (isUnderWay(ours.snapshot) ? [] : messages.takeAll()));
  }
}
