import type { ClientMessage, Hello, ServerMessage } from "../messages.gen.ts";
import type { Lifetime } from "../lifetime.ts";

/** How long a server may take to say welcome, in milliseconds. */
export const WELCOME_MS = 10_000;

/** What browsers report when a connection ended without a close frame (RFC 6455 §7.4.1). */
export const ABNORMAL_CLOSURE = 1006;

/** What we close it with: at the end, and to connect again, which the server must not take for the end. */
const NORMAL_CLOSURE = 1000;
const CONNECTING_AGAIN = 4000;

/** A token that is a `token` of RFC 9110 §5.6.2 can be a sub-protocol; any other goes into the hello. */
const SUBPROTOCOL = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The sub-protocols that carry a token in the handshake. */
export function subprotocols(token: string): string[] {
  return SUBPROTOCOL.test(token) ? ["ringback", token] : ["ringback"];
}

/** What one connection is made from. */
export interface SignalingSocketOptions {
  readonly token: string;
  readonly hello: Hello;
  readonly lifetime: Lifetime;
  readonly onMessage: (message: ServerMessage) => void;
}

/** One WebSocket to the server: says hello first, then carries JSON both ways until it ends. */
export class SignalingSocket {
  /** Resolves with the close code, once. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #options: SignalingSocketOptions;
  readonly #controller = new AbortController();
  #early: ServerMessage[] | undefined = [];
  #end: (code: number) => void = () => undefined;

  constructor(socket: WebSocket, options: SignalingSocketOptions) {
    this.#socket = socket;
    this.#options = options;
    const { signal } = this.#controller;
    this.closed = new Promise((resolve) => (this.#end = resolve));
    const cancelDeadline = options.lifetime.after(WELCOME_MS, () => this.close());
    const cancelEnd = options.lifetime.atEnd(() => this.close(NORMAL_CLOSURE));
    signal.addEventListener("abort", () => {
      cancelDeadline();
      cancelEnd();
    });
    socket.addEventListener("open", () => this.#hello(), { signal });
    socket.addEventListener("close", ({ code }) => this.#ended(code), { signal });
    socket.addEventListener("message", ({ data }) => this.#received(data, cancelDeadline), { signal });
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Ends it without waiting for the server, which may be out of reach. */
  close(code = CONNECTING_AGAIN): void {
    this.#ended(ABNORMAL_CLOSURE);
    this.#socket.close(code);
  }

  #hello(): void {
    const { token, hello } = this.#options;
    this.send(SUBPROTOCOL.test(token) ? hello : { ...hello, token });
  }

  /** What comes before the welcome is not part of a session: there it comes again. */
  #received(data: unknown, cancelDeadline: () => void): void {
    const message = parse(data);
    if (message?.type === "welcome") {
      const early = message.session ? [] : (this.#early ?? []);
      this.#early = undefined;
      cancelDeadline();
      for (const each of [message, ...early]) this.#options.onMessage(each);
    } else if (message) {
      if (this.#early) this.#early.push(message);
      else this.#options.onMessage(message);
    }
  }

  #ended(code: number): void {
    this.#controller.abort();
    this.#end(code);
  }
}

/** A frame that is no message says nothing to us: a newer server may speak of what this client does not know. */
function parse(data: unknown): ServerMessage | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const message: unknown = JSON.parse(data);
    const isMessage = typeof message === "object" && message !== null && "type" in message;
    return isMessage ? (message as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
