import type { Cancel } from "../clock.ts";
import { Listeners } from "../listeners.ts";
import type { ServerMessage } from "../messages.gen.ts";

export type MessageType = ServerMessage["type"];
export type MessageOf<Type extends MessageType> = Extract<ServerMessage, { type: Type }>;

/** Who wants to hear of which message. */
export class MessageListeners {
  readonly #listeners = new Map<string, Listeners<[never]>>();

  /** Hears every message of `type`, or with "*" of every type, until the returned function is called. */
  add(type: MessageType | "*", listener: (message: never) => void): Cancel {
    const listeners = this.#listeners.get(type) ?? new Listeners();
    this.#listeners.set(type, listeners);
    return listeners.add(listener);
  }

  tell(message: ServerMessage): void {
    for (const type of [message.type, "*"]) this.#listeners.get(type)?.tell(message as never);
  }
}
