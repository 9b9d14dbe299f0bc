import type { ClientMessage, ServerMessage } from "../messages.gen.ts";

/** The call that is over with this message, sent or received. */
export function callOver(message: ClientMessage | ServerMessage): string | undefined {
  if (message.type === "call-hangup" || message.type === "call-reject" || message.type === "call-merged") {
    return message.callId;
  }
  return undefined;
}

/** The calls that are not over, as far as the messages say. */
export class CallsUnderWay {
  readonly #callIds = new Set<string>();

  get any(): boolean {
    return this.#callIds.size > 0;
  }

  /** Follows a message, sent or received. */
  follow(message: ClientMessage | ServerMessage): void {
    switch (message.type) {
      case "welcome":
        if (message.session && !message.session.resumed) this.#callIds.clear();
        for (const { callId, here } of message.session?.calls ?? []) if (here) this.#callIds.add(callId);
        break;
      case "call-offer":
      case "call-answer":
      case "call-accept":
        this.#callIds.add(message.callId);
        break;
      case "call-error":
        this.#callIds.delete(message.callId ?? "");
        break;
      default:
        this.#callIds.delete(callOver(message) ?? "");
    }
  }
}
