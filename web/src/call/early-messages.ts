import type { ForwardedAnswer, ForwardedIceCandidate, ForwardedOffer, ServerMessage } from "../messages.gen.ts";

/** What a connection is negotiated with. */
export type Negotiated = ForwardedOffer | ForwardedAnswer | ForwardedIceCandidate;

export function isNegotiated(message: ServerMessage): message is Negotiated {
  return message.type === "call-offer" || message.type === "call-answer" || message.type === "call-ice-candidate";
}

/** Whether it is an offer that can be answered: one may ring first and be described later. */
export function isDescribed(message: Negotiated): boolean {
  return message.type === "call-offer" && Boolean(message.sdp);
}

/** More than one call ever has; whoever sends more before the call is accepted is not calling. */
const LIMIT = 256;

/** What the other side sends before there is a connection to take it, in order. */
export class EarlyMessages {
  #messages: Negotiated[] = [];

  get described(): boolean {
    return this.#messages.some(isDescribed);
  }

  /** An offer comes with all that belongs to it; what came before belongs to one that it takes the place of. */
  put(message: Negotiated): void {
    if (isDescribed(message)) this.#messages = [];
    if (this.#messages.length < LIMIT) this.#messages.push(message);
  }

  /** Everything; nothing is left afterwards. */
  takeAll(): Negotiated[] {
    return this.#messages.splice(0);
  }
}
