import type { PeerError } from "../src/index.ts";
import { troubleSentence } from "./words.ts";

/** What stands in the way of a call: the latest problem that somebody could do something about. */
export class Trouble {
  #sentence = "";

  /** Another call begins. */
  forget(): void {
    this.#sentence = "";
  }

  /** Takes a problem of the connection; what is to be said about it at once. */
  take(error: PeerError): string | undefined {
    const trouble = troubleSentence(error);
    const news = trouble?.alarming && trouble.sentence !== this.#sentence ? trouble.sentence : undefined;
    this.#sentence = trouble?.sentence ?? this.#sentence;
    return news;
  }

  /** Why a connection cannot go on. */
  explain({ code, message }: PeerError): string {
    return code === "connection_timeout" ? `${message} ${this.#sentence}`.trim() : message;
  }
}
