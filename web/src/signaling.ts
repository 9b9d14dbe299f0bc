import { tell } from "./application.ts";
import type { Cancel } from "./clock.ts";
import { closedError, Lifetime } from "./lifetime.ts";
import { MessageListeners, type MessageOf, type MessageType } from "./message-listeners.ts";
import type { ClientMessage, ServerMessage, Welcome } from "./messages.gen.ts";
import { Outbox } from "./outbox.ts";
import { Reconnection } from "./reconnection.ts";
import {
  browserSignalingEnvironment,
  type SignalingConfig,
  type SignalingEnvironment,
  type SignalingError,
  type SignalingState,
} from "./signaling-config.ts";
import { socketUrl } from "./socket-url.ts";

type StateListener = (state: SignalingState, error?: SignalingError) => void;

/**
 * The connection to the server, made again whenever it is lost. Messages sent meanwhile wait (see `Outbox`); one handed
 * to a connection just before it broke may be lost without a word.
 */
export class SignalingClient {
  readonly #lifetime: Lifetime;
  readonly #reconnection: Reconnection;
  readonly #listeners = new MessageListeners();
  readonly #stateListeners = new Set<StateListener>();
  readonly #outbox = new Outbox();
  readonly #online = new Set<string>();
  #state: SignalingState = "idle";
  #userId: string | undefined;
  #connected: Promise<Welcome> | undefined;

  /** Throws a SecurityError when the URL is unencrypted and leads to another machine. */
  constructor(config: SignalingConfig, environment: SignalingEnvironment = browserSignalingEnvironment) {
    this.#lifetime = new Lifetime(environment.clock);
    this.#reconnection = new Reconnection({
      url: socketUrl(config.url, config.allowInsecure ?? false),
      config,
      environment,
      lifetime: this.#lifetime,
      onMessage: (message) => this.#received(message),
      onState: (state, error) => this.#change(state, error),
    });
  }

  get state(): SignalingState {
    return this.#state;
  }

  /** Who the server takes this client for, once it has said so. */
  get userId(): string | undefined {
    return this.#userId;
  }

  /**
   * Connects, and stays connected until `close()`. Resolves with the first welcome. Rejects with a SignalingError
   * (`unauthenticated`) when a new token is refused as well, and when it is closed before the first welcome.
   */
  connect(): Promise<Welcome> {
    if (this.#lifetime.ended) return Promise.reject(closedError());
    this.#connected ??= new Promise((resolve, reject) => {
      this.onMessage("welcome", resolve);
      this.#reconnection.run().catch((error: SignalingError) => {
        this.#end(error);
        reject(error);
      });
    });
    this.#connected.catch(() => undefined); // who does not wait for it is told by the state
    return this.#connected;
  }

  /** Sends now, or when there is a connection again. Throws an InvalidStateError after `close()`. */
  send(message: ClientMessage): void {
    if (this.#lifetime.ended) throw closedError();
    if (!this.#reconnection.send(message)) this.#outbox.put(message);
  }

  /** Hears the messages of one type, or with "*" of all, until the returned function is called. */
  onMessage<Type extends MessageType>(type: Type, listener: (message: MessageOf<Type>) => void): Cancel;
  onMessage(type: "*", listener: (message: ServerMessage) => void): Cancel;
  onMessage(type: MessageType | "*", listener: (message: never) => void): Cancel {
    return this.#listeners.add(type, listener);
  }

  /** Hears at every change who is online, all of them. Needs `presence: true`. */
  onPresence(listener: (online: ReadonlySet<string>) => void): Cancel {
    return this.onMessage("presence", () => listener(new Set(this.#online)));
  }

  /** Hears of every change of `state`, and why there is no connection. */
  onStateChange(listener: StateListener): Cancel {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Ends it for good. What still waits to be sent is dropped. */
  close(): void {
    this.#end();
  }

  #received(message: ServerMessage): void {
    if (message.type === "welcome") {
      this.#userId = message.userId;
      this.#online.clear(); // the next presence names everybody
      for (const waiting of this.#outbox.takeAll()) this.send(waiting);
      this.#change("open");
    }
    if (message.type === "presence") {
      for (const userId of message.online ?? []) this.#online.add(userId);
      for (const userId of message.offline ?? []) this.#online.delete(userId);
    }
    this.#listeners.tell(message);
  }

  #end(error?: SignalingError): void {
    if (this.#state === "closed") return;
    this.#lifetime.end();
    this.#change("closed", error);
  }

  #change(state: SignalingState, error?: SignalingError): void {
    this.#state = state;
    for (const listener of [...this.#stateListeners]) tell(listener, state, error);
  }
}
