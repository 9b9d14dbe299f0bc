import { backoff } from "./backoff.ts";
import type { Lifetime } from "./lifetime.ts";
import { CloseCode, type ClientMessage, type ServerMessage } from "./messages.gen.ts";
import {
  SignalingError,
  type SignalingConfig,
  type SignalingEnvironment,
  type SignalingState,
} from "./signaling-config.ts";
import { SignalingSocket, subprotocols } from "./signaling-socket.ts";
import { TokenRenewal } from "./token-renewal.ts";

/** A connection that lasted this long, in milliseconds, was a good one: the next is tried at once. */
const GOOD_MS = 5_000;

/** What the connection reports to. */
export interface ReconnectionOptions {
  readonly url: string;
  readonly config: SignalingConfig;
  readonly environment: SignalingEnvironment;
  readonly lifetime: Lifetime;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onState: (state: SignalingState, error?: SignalingError) => void;
}

/** One WebSocket after another, for as long as the lifetime lasts. */
export class Reconnection {
  readonly #options: ReconnectionOptions;
  readonly #renewal: TokenRenewal;
  /** The connection that has been welcomed. */
  #open: SignalingSocket | undefined;
  #openedAt: number | undefined;
  #wake: () => void = () => undefined;

  constructor(options: ReconnectionOptions) {
    const { config, environment, lifetime } = options;
    this.#options = options;
    this.#renewal = new TokenRenewal(lifetime, config.getToken, (token) => this.send({ type: "token-refresh", token }));
    lifetime.atEnd(environment.onNetworkChange(() => this.#wake()));
  }

  /** Whether the message went to a connection. */
  send(message: ClientMessage): boolean {
    this.#open?.send(message);
    return this.#open !== undefined;
  }

  /** Connects, again and again. Rejects at the end of the lifetime, or when a token that was just made is refused. */
  async run(): Promise<never> {
    const { environment, lifetime, onState } = this.#options;
    let refresh = false;
    for (let failures = 0; ; failures += 1) {
      onState("connecting");
      this.#openedAt = undefined;
      const error = await this.#connectOnce(refresh);
      if (refresh && error.code === "unauthenticated" && this.#openedAt === undefined) throw error;
      refresh = error.code === "unauthenticated" || error.closeCode === CloseCode.TOKEN_EXPIRED;
      if (lifetime.now() - (this.#openedAt ?? Infinity) >= GOOD_MS) failures = 0;
      onState("waiting", error);
      await this.#pause(backoff(failures, environment.random));
    }
  }

  /** One connection from its token to its end; why it ended. */
  async #connectOnce(refresh: boolean): Promise<SignalingError> {
    const { config, lifetime } = this.#options;
    let token: string;
    try {
      token = await lifetime.until(Promise.resolve().then(() => config.getToken({ refresh })));
    } catch (cause) {
      if (lifetime.ended) throw cause;
      return new SignalingError("token_unavailable", "The application's token could not be fetched.", { cause });
    }
    try {
      return lost(await lifetime.until(this.#opened(token).closed));
    } catch (cause) {
      if (lifetime.ended) throw cause;
      return new SignalingError("connection_lost", "The browser refused to connect to the server.", { cause });
    } finally {
      this.#open = undefined;
      this.#renewal.stop();
    }
  }

  #opened(token: string): SignalingSocket {
    const { url, config, environment, lifetime } = this.#options;
    const { presence = false } = config;
    const onMessage = (message: ServerMessage): void => this.#received(socket, message);
    const webSocket = environment.createSocket(url, subprotocols(token));
    const socket = new SignalingSocket(webSocket, { token, presence, lifetime, onMessage });
    return socket;
  }

  #received(socket: SignalingSocket, message: ServerMessage): void {
    if (message.type === "welcome") {
      this.#open = socket;
      this.#openedAt = this.#options.lifetime.now();
    }
    if (message.type === "welcome" || message.type === "token-refreshed") {
      this.#renewal.schedule(message.tokenExpiresInMs);
    }
    this.#options.onMessage(message);
  }

  /** Waits, but not for longer than it takes the network to come back. */
  async #pause(delay: number): Promise<void> {
    const { lifetime } = this.#options;
    await lifetime.until(
      new Promise<void>((resolve) => {
        const cancel = lifetime.after(delay, resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      }),
    );
  }
}

function lost(closeCode: number): SignalingError {
  if (closeCode === CloseCode.UNAUTHENTICATED) {
    return new SignalingError("unauthenticated", "The server refused the token.", { closeCode });
  }
  return new SignalingError("connection_lost", "The connection to the server was lost.", { closeCode });
}
