import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Call, CallClient, Snapshot } from "../index.ts";
import type { Cancel } from "../clock.ts";

/** Draws its element anew whenever the store of the client says something new. */
export class StoreController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #client: CallClient | undefined;
  #stop: Cancel | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What there is to show; null while there is no client. */
  get snapshot(): Snapshot | null {
    return this.#client?.store.getSnapshot() ?? null;
  }

  get calls(): readonly Call[] {
    return this.#client?.calls ?? [];
  }

  /** Listens to this client from now on. */
  follow(client: CallClient | undefined): void {
    if (client === this.#client) return;
    this.#stop?.();
    this.#client = client;
    this.#stop = client?.store.subscribe(() => this.#host.requestUpdate());
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.follow(undefined);
  }
}
