import type { ReactiveController, ReactiveControllerHost } from "lit";
import { SignalingError, type CallClient } from "../../index.ts";
import { phoneClient, type PhoneConfig } from "../phone-client.ts";

/** What a phone is told of its client. */
export interface ConnectionListener {
  /** The settings of a client of its own; null: it needs none, or lacks the server. */
  readonly config: () => PhoneConfig | null;
  /** There is another client, or none. */
  readonly changed: () => void;
  readonly ready: (userId: string) => void;
}

/** The client of a phone: the one that the application hands over, or one that is made when the phone enters the page. */
export class PhoneConnection implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #listener: ConnectionListener;
  #given: CallClient | undefined;
  #made: CallClient | undefined;
  #parsed = false;
  /** The code of why there is no connection, nor will be. */
  problem: string | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, listener: ConnectionListener) {
    this.#host = host;
    this.#listener = listener;
    host.addController(this);
  }

  get client(): CallClient | undefined {
    return this.#given ?? this.#made;
  }

  /** Uses the application's own client, which connects and closes it. */
  give(client: CallClient | undefined): void {
    this.#given = client;
    if (client) this.#close();
    this.#listener.changed();
  }

  /** Scripts of the page that come after this one may still hand over a client, or set `getToken`. */
  hostConnected(): void {
    this.#parsed = isParsed();
    if (this.#parsed) return;
    document.addEventListener("DOMContentLoaded", this.#begin, { once: true });
    addEventListener("load", this.#begin, { once: true });
  }

  /** Makes a client once everything is known that it takes. */
  hostUpdate(): void {
    const config = this.client || !this.#parsed || !this.#host.isConnected ? null : this.#listener.config();
    if (!config || this.problem !== null) return;
    try {
      this.#made = phoneClient(config);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.problem = "insecure";
      return;
    }
    void this.#connect(this.#made);
    this.#listener.changed();
  }

  /** An element that is only moved within the page comes back at once, and its call goes on. */
  hostDisconnected(): void {
    setTimeout(() => {
      if (!this.#host.isConnected) this.#close();
    });
  }

  readonly #begin = (): void => {
    this.#parsed = true;
    this.#host.requestUpdate();
  };

  async #connect(client: CallClient): Promise<void> {
    try {
      this.#listener.ready(await client.connect());
    } catch (error) {
      if (!(error instanceof SignalingError)) throw error;
      if (client === this.#made) this.problem = error.code;
      this.#host.requestUpdate();
    }
  }

  #close(): void {
    const made = this.#made;
    this.#made = undefined;
    this.problem = null;
    made?.close();
  }
}

/** Whether DOMContentLoaded was fired, which `readyState` does not tell before `load`. Source: W3C Navigation Timing 2. */
function isParsed(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return document.readyState === "complete" || (navigation?.domContentLoadedEventStart ?? 0) > 0;
}
