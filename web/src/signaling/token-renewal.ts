import type { GetToken } from "../auth.ts";
import type { Cancel } from "../clock.ts";
import type { Lifetime } from "../lifetime.ts";

/** The part of a token's remaining time after which it is renewed, so that a slow renewal still comes in time. */
const RENEW_AT = 0.8;

/** Not more often than this, in milliseconds, however short the tokens are. */
const LEAST_MS = 1_000;

/** Fetches a newer token before the present one expires. */
export class TokenRenewal {
  readonly #lifetime: Lifetime;
  readonly #getToken: GetToken;
  readonly #use: (token: string) => void;
  #cancel: Cancel = () => undefined;

  constructor(lifetime: Lifetime, getToken: GetToken, use: (token: string) => void) {
    this.#lifetime = lifetime;
    this.#getToken = getToken;
    this.#use = use;
  }

  /** The present token expires in so many milliseconds, or, with null, never or at a time of its own. */
  schedule(expiresInMs: number | null): void {
    this.#cancel();
    if (expiresInMs === null) return;
    this.#cancel = this.#lifetime.after(Math.max(LEAST_MS, expiresInMs * RENEW_AT), () => void this.#renew());
  }

  stop(): void {
    this.#cancel();
  }

  /** When no token can be had the server ends the connection in time, and connecting again asks for one anew. */
  async #renew(): Promise<void> {
    try {
      this.#use(await this.#lifetime.until(Promise.resolve(this.#getToken({ refresh: true }))));
    } catch {
      return;
    }
  }
}
