import { tell } from "./application.ts";
import type { Cancel } from "./clock.ts";
import type { ServerMessage } from "./messages.gen.ts";

export type MessageType = ServerMessage["type"];
export type MessageOf<Type extends MessageType> = Extract<ServerMessage, { type: Type }>;

/** Who wants to hear of which message. */
export class MessageListeners {
  readonly #listeners = new Map<string, Set<(message: never) => void>>();

  /** Hears every message of `type`, or with "*" of every type, until the returned function is called. */
  add(type: MessageType | "*", listener: (message: never) => void): Cancel {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  tell(message: ServerMessage): void {
    for (const type of [message.type, "*"]) {
      for (const listener of [...(this.#listeners.get(type) ?? [])]) tell(listener, message as never);
    }
  }
}
