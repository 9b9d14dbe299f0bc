import type { Presence, PresenceWatch } from "../messages.gen.ts";

/** Who is online, of all users or of those that are watched. */
export class WhoIsOnline {
  readonly #ask: (question: PresenceWatch) => void;
  readonly #userIds = new Set<string>();
  #watched: ReadonlySet<string> | undefined;

  constructor(ask: (question: PresenceWatch) => void) {
    this.#ask = ask;
  }

  get userIds(): ReadonlySet<string> {
    return new Set(this.#userIds);
  }

  /** Watches these users, in place of those before. */
  watch(userIds: Iterable<string>): void {
    this.#watched = new Set(userIds);
    this.begin();
  }

  /** For every new connection: the next presence names everybody. */
  begin(): void {
    this.#userIds.clear();
    if (this.#watched) this.#ask({ type: "presence-watch", userIds: [...this.#watched] });
  }

  /** What has changed. Somebody who is no longer watched may still be named. */
  change({ online = [], offline = [] }: Presence): void {
    for (const userId of online) if (this.#watched?.has(userId) ?? true) this.#userIds.add(userId);
    for (const userId of offline) this.#userIds.delete(userId);
  }
}
