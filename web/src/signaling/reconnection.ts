import { backoff } from "./backoff.ts";
import { DeviceId } from "./device-id.ts";
import type { Lifetime } from "../lifetime.ts";
import { CloseCode, type ClientMessage, type Hello, type ServerMessage } from "../messages.gen.ts";
import { Pause } from "./pause.ts";
import { Session } from "./session.ts";
import { SignalingError, type SignalingConfig, type SignalingEnvironment, type StateListener } from "./signaling-config.ts";
import { SignalingSocket, subprotocols } from "./signaling-socket.ts";
import { TokenRenewal } from "./token-renewal.ts";

/** A connection that lasted this long, in milliseconds, was a good one: the next is tried at once. */
const GOOD_MS = 5_000;

/** How many failures make the longest wait. */
const MANY_FAILURES = 5;

/** What the connection reports to. */
export interface ReconnectionOptions {
  readonly url: string;
  readonly config: SignalingConfig;
  readonly environment: SignalingEnvironment;
  readonly lifetime: Lifetime;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onState: StateListener;
}

/** One WebSocket after another, for as long as the lifetime lasts. */
export class Reconnection {
  readonly #options: ReconnectionOptions;
  readonly #renewal: TokenRenewal;
  readonly #session: Session;
  readonly #pause: Pause;
  /** The present connection, and whether it has been welcomed. */
  #socket: SignalingSocket | undefined;
  #open = false;
  #openedAt: number | undefined;
  /** When to connect again, said by a server that stops. */
  #returnInMs: number | undefined;

  constructor(options: ReconnectionOptions) {
    const { config, environment, lifetime } = options;
    this.#options = options;
    this.#renewal = new TokenRenewal(lifetime, config.getToken, (token) => this.send({ type: "token-refresh", token }));
    this.#pause = new Pause(lifetime);
    this.#session = new Session({
      lifetime,
      deviceId: new DeviceId(lifetime, environment.randomId),
      send: (message) => this.#socket?.send(message),
      abandon: () => this.#socket?.close(),
    });
    lifetime.atEnd(environment.onNetworkChange(() => this.#networkChanged()));
  }

  /** Whether the server answers commands and keeps its events for us. */
  get inSession(): boolean {
    return this.#session.granted;
  }

  /** Whether the message went to a connection. */
  send(message: ClientMessage): boolean {
    if (!this.#open) return false;
    this.#session.sent(message);
    this.#socket?.send(message);
    return true;
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
      if (error.closeCode === CloseCode.RATE_LIMITED) failures = MANY_FAILURES;
      onState("waiting", error);
      await this.#pause.wait(this.#returnInMs ?? backoff(failures, environment.random, this.#session.inCall));
      this.#returnInMs = undefined;
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
      return new SignalingError("token_unavailable", { cause });
    }
    let closeCode: number | undefined;
    try {
      this.#socket = this.#opened(token);
      closeCode = await lifetime.until(this.#socket.closed);
      return lost(closeCode);
    } catch (cause) {
      if (lifetime.ended) throw cause;
      return new SignalingError("connection_lost", { cause });
    } finally {
      this.#open = false;
      this.#socket = undefined;
      this.#renewal.stop();
      this.#session.disconnected(closeCode);
    }
  }

  #opened(token: string): SignalingSocket {
    const { url, config, environment, lifetime } = this.#options;
    const { presence = false, callWaiting } = config;
    const hello: Hello = { type: "hello", presence, ...(callWaiting && { callWaiting }), ...this.#session.greeting };
    const onMessage = (message: ServerMessage): void => this.#received(message);
    return new SignalingSocket(environment.createSocket(url, subprotocols(token)), { token, hello, lifetime, onMessage });
  }

  #received(message: ServerMessage): void {
    if (!this.#session.receive(message)) return;
    if (message.type === "welcome") {
      this.#open = true;
      this.#openedAt = this.#options.lifetime.now();
    }
    if (message.type === "going-away") this.#returnInMs = message.reconnectInMs;
    if (message.type === "welcome" || message.type === "token-refreshed") {
      this.#renewal.schedule(message.tokenExpiresInMs);
    }
    this.#options.onMessage(message);
  }

  /** A connection that is open shows whether it still lives; anything else begins anew, at once. */
  #networkChanged(): void {
    if (this.#open) return this.#session.probe();
    if (this.#socket) this.#pause.skip();
    this.#socket?.close();
    this.#pause.wake();
  }
}

function lost(closeCode: number): SignalingError {
  return new SignalingError(closeCode === CloseCode.UNAUTHENTICATED ? "unauthenticated" : "connection_lost", { closeCode });
}
