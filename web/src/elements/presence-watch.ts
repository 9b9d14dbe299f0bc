import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CallClient } from "../index.ts";

type Watching = Pick<CallClient, "watchPresence">;

const wanted = new WeakMap<Watching, Map<PresenceWatch, readonly string[]>>();

/** Asks for the presence of users on behalf of one element, beside what others of the page ask for. */
export class PresenceWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & Pick<Element, "isConnected">;
  #client: Watching | undefined;

  constructor(host: ReactiveControllerHost & Pick<Element, "isConnected">) {
    this.#host = host;
    host.addController(this);
  }

  /** Asks this client for these users from now on; null: for none. An element is drawn once more after it was removed. */
  follow(client: Watching | undefined, userIds: readonly string[] | null): void {
    const watched = this.#host.isConnected ? client : undefined;
    if (this.#client && watched !== this.#client) ask(this.#client, this, null);
    this.#client = watched;
    if (watched) ask(watched, this, userIds);
  }

  hostDisconnected(): void {
    this.follow(undefined, null);
  }
}

function ask(client: Watching, watch: PresenceWatch, userIds: readonly string[] | null): void {
  const byWatch = wanted.get(client) ?? new Map<PresenceWatch, readonly string[]>();
  wanted.set(client, byWatch);
  const before = all(byWatch);
  if (userIds) byWatch.set(watch, userIds);
  else byWatch.delete(watch);
  const now = all(byWatch);
  if (now.size !== before.size || [...now].some((userId) => !before.has(userId))) client.watchPresence(now);
}

function all(byWatch: ReadonlyMap<PresenceWatch, readonly string[]>): Set<string> {
  return new Set([...byWatch.values()].flat());
}
