import type { Cancel } from "../clock.ts";
import { closedError, Lifetime } from "../lifetime.ts";
import { Listeners } from "../listeners.ts";
import { MessageListeners, type MessageOf, type MessageType } from "./message-listeners.ts";
import type { ClientMessage, ServerMessage, Welcome } from "../messages.gen.ts";
import { Outbox } from "./outbox.ts";
import { Reconnection } from "./reconnection.ts";
import {
  browserSignalingEnvironment,
  type SignalingConfig,
  type SignalingEnvironment,
  type SignalingError,
  type SignalingState,
  type SnapshotListener,
  type StateListener,
} from "./signaling-config.ts";
import { socketUrl } from "./socket-url.ts";
import { WhoIsOnline } from "./who-is-online.ts";

/**
 * The connection to the server, made again whenever it is lost. What was sent is sent again until the server has answered
 * it, and takes effect once; what the server sends arrives once and in order. See `onSnapshot` for the limits. An older
 * server promises neither: messages wait for a connection, and one handed over just before it broke may be lost.
 */
export class SignalingClient {
  readonly #lifetime: Lifetime;
  readonly #reconnection: Reconnection;
  readonly #listeners = new MessageListeners();
  readonly #stateListeners = new Listeners<Parameters<StateListener>>();
  readonly #online = new WhoIsOnline((question) => this.#reconnection.send(question));
  readonly #outbox: Outbox;
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
      onState: (...change) => this.#change(...change),
    });
    this.#outbox = new Outbox(this.#reconnection, this.#lifetime, environment.randomId());
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

  /**
   * Sends now, or when there is a connection again. The server answers a call message with `call-error` when it was not
   * carried out, and else with `done`, by its `commandId`. Throws an InvalidStateError after `close()`.
   */
  send(message: ClientMessage): void {
    if (this.#lifetime.ended) throw closedError();
    this.#outbox.send(message);
  }

  /** Hears the messages of one type, or with "*" of all, until the returned function is called. */
  onMessage<Type extends MessageType>(type: Type, listener: (message: MessageOf<Type>) => void): Cancel;
  onMessage(type: "*", listener: (message: ServerMessage) => void): Cancel;
  onMessage(type: MessageType | "*", listener: (message: never) => void): Cancel {
    return this.#listeners.add(type, listener);
  }

  /** Hears at every change who is online: of all users with `presence: true`, or of those of `watchPresence`. */
  onPresence(listener: (online: ReadonlySet<string>) => void): Cancel {
    return this.onMessage("presence", () => listener(this.#online.userIds));
  }

  /** Asks who of these users is online, now and from now on, in place of those asked for before. */
  watchPresence(userIds: Iterable<string>): void {
    this.#online.watch(userIds);
  }

  /**
   * Hears what calls there are whenever the server could not go on where the last connection ended: at first, and after
   * a long absence. A call that is neither among `calls` nor `placing`, whose offer the server has yet to answer, is over.
   */
  onSnapshot(listener: SnapshotListener): Cancel {
    return this.onMessage("welcome", ({ session }) => {
      if (session && !session.resumed) listener(session.calls, this.#outbox.offered);
    });
  }

  /** Hears of every change of `state`, and why there is no connection. */
  onStateChange(listener: StateListener): Cancel {
    return this.#stateListeners.add(listener);
  }

  /** Ends it for good. What still waits to be sent is dropped. */
  close(): void {
    this.#end();
  }

  #received(message: ServerMessage): void {
    if (message.type === "call-error" && this.#outbox.retries(message)) return;
    if (message.type === "welcome") this.#welcomed(message);
    if (message.type === "presence") this.#online.change(message);
    this.#outbox.follow(message);
    this.#listeners.tell(message);
  }

  #welcomed({ userId }: Welcome): void {
    this.#userId = userId;
    this.#outbox.sendAgain();
    this.#online.begin();
    this.#change("open");
  }

  #end(error?: SignalingError): void {
    if (this.#state === "closed") return;
    this.#lifetime.end();
    this.#change("closed", error);
  }

  #change(...change: Parameters<StateListener>): void {
    this.#state = change[0];
    this.#stateListeners.tell(...change);
  }
}
