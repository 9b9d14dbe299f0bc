import type { ClientMessage, LiveCall, ServerMessage } from "../../src/messages.gen.ts";
import type { FakeWebSocket } from "../signaling/fake-web-socket.ts";
import { HEARTBEAT } from "../signaling/session-server.ts";

type Command = Extract<ClientMessage, { recipientId: string }>;

interface Row {
  readonly caller: string;
  readonly callee: string;
  state: LiveCall["state"] | "ended";
}

/** A server with one device a user: relays what they say to each other, and knows which calls there are. */
export class Exchange {
  /** What everybody has said to somebody, in order. */
  readonly said: (Command & { readonly from: string })[] = [];
  readonly rows = new Map<string, Row>();
  /** Whether it passes on what is said; else a test says what is heard. */
  relays = true;
  /** Whether it takes no command. */
  silent = false;
  /** Whether nobody can connect. */
  closed = false;
  /** Which users lose what is sent to them. */
  readonly deaf = new Set<string>();
  /** Users whose calls are those of another device of theirs. */
  readonly elsewhere = new Set<string>();
  readonly #sockets = new Map<string, FakeWebSocket>();
  readonly #reports: ClientMessage[] = [];

  get reports(): readonly ClientMessage[] {
    return this.#reports;
  }

  /** A socket of `user` has been opened. */
  serve(user: string, socket: FakeWebSocket): void {
    socket.onSent = (message) => this.#received(user, socket, message as unknown as ClientMessage);
    queueMicrotask(() => (this.closed ? socket.drop() : socket.open()));
  }

  /** The server says something to `user`. */
  tell(user: string, message: ServerMessage): void {
    if (!this.deaf.has(user)) this.#sockets.get(user)?.message(message);
  }

  /** What `user` has said about calls, by type without "call-". */
  saidBy(user: string): string[] {
    return this.said.filter(({ from }) => from === user).map(({ type }) => type.replace("call-", ""));
  }

  /** The last message of a type that `user` has said. */
  last<Type extends Command["type"]>(user: string, type: Type): Extract<Command, { type: Type }> {
    const found = this.said.filter((message) => message.from === user && message.type === type).at(-1);
    return found as unknown as Extract<Command, { type: Type }>;
  }

  /** The connection of `user` is lost; it is made again by itself. */
  drop(user: string): void {
    this.#sockets.get(user)?.drop();
    this.#sockets.delete(user);
  }

  /** The page of `user` is gone: nobody hears it any more. */
  leave(user: string): void {
    const socket = this.#sockets.get(user);
    if (socket) socket.onSent = () => undefined;
    this.#sockets.delete(user);
  }

  #received(user: string, socket: FakeWebSocket, message: ClientMessage): void {
    if (message.type === "hello") return this.#welcome(user, socket);
    if (message.type === "ping") this.tell(user, { type: "pong" });
    if (this.silent) return;
    if ("commandId" in message && message.commandId) this.tell(user, { type: "done", commandId: message.commandId });
    if (message.type === "call-report") this.#reports.push(message);
    if (!("recipientId" in message)) return;
    this.said.push({ ...message, from: user });
    if (!this.relays) return;
    this.#follow(user, message);
    this.#relay(user, message);
  }

  #relay(user: string, message: Command): void {
    const { recipientId, commandId: _, ...rest } = message;
    const forwarded = { ...rest, senderId: user } as unknown as ServerMessage;
    if (message.type === "call-offer" && this.rows.get(message.callId)?.state === "ringing") {
      const { callId } = message;
      this.tell(recipientId, { ...forwarded, expiresInMs: 60_000 } as ServerMessage);
      this.tell(user, { type: "call-ringing", senderId: recipientId, callId, devices: 1, expiresInMs: 60_000 });
    } else {
      this.tell(recipientId, forwarded);
    }
  }

  #follow(caller: string, { type, callId, recipientId: callee }: Command): void {
    const row = this.rows.get(callId);
    if (!row) this.rows.set(callId, { caller, callee, state: "ringing" });
    else if (type === "call-accept") row.state = "connecting";
    else if (type === "call-answer") row.state = "connected";
    else if (type === "call-hangup" || type === "call-reject") row.state = "ended";
  }

  #welcome(userId: string, socket: FakeWebSocket): void {
    this.#sockets.set(userId, socket);
    const calls = [...this.rows].flatMap(([callId, { caller, callee, state }]): LiveCall[] => {
      if (state === "ended" || ![caller, callee].includes(userId)) return [];
      const direction = userId === caller ? "outgoing" : "incoming";
      const other = userId === caller ? callee : caller;
      return [{ callId, userId: other, direction, state, here: !this.elsewhere.has(userId), expiresInMs: 30_000, polite: null }];
    });
    const session = { resumed: false, resumeToken: "t", epoch: "e", seq: 0, windowMs: 120_000, heartbeat: HEARTBEAT, calls };
    this.tell(userId, { type: "welcome", protocol: 1, userId, tokenExpiresInMs: null, session });
  }
}
