import { isDescribed, type Negotiated } from "./early-messages.ts";

/**
 * What to do with a message: give it to the present connection; follow into the one that it names; begin another one here;
 * nothing.
 */
export type Verdict = "take" | "follow" | "begin" | "pass over";

/**
 * Which connection of a call a message belongs to, when one side begins another one: one that has been loaded again does,
 * and offers in it, and the other side follows. When both do so at once the impolite side's counts. The first connection
 * has no id, so nobody rejoins in it.
 */
export class Rejoining {
  current: string | null = null;
  /** Whether the present one was begun here, and the other side has not followed yet. */
  pending = false;
  /** What was begun here before the other side's was followed. */
  #givenUp: string | null = null;

  begin(connectionId: string): void {
    this.current = connectionId;
    this.pending = true;
    this.#givenUp = null;
  }

  /** After "follow" the connection that the message names is the present one. */
  heard(message: Negotiated, polite: boolean): Verdict {
    const id = message.connectionId ?? null;
    if (id === this.current) {
      this.pending &&= message.type !== "call-answer";
      return "take";
    }
    if (id === null) return "pass over";
    if (isDescribed(message)) return this.#offered(id, polite);
    // they have followed ours after all: what was followed here they had said before they knew of it
    return message.type === "call-answer" && id === this.#givenUp ? "begin" : "pass over";
  }

  #offered(id: string, polite: boolean): Verdict {
    if (this.pending && !polite) return "begin"; // ours counts, but they may have begun theirs without having heard of it
    this.#givenUp = this.pending ? this.current : null;
    this.current = id;
    this.pending = false;
    return "follow";
  }
}
