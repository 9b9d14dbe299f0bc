import type { ClientMessage, Hello, LiveCall, ServerMessage, SessionGrant, Welcome } from "../../src/messages.gen.ts";
import type { SignalingConfig } from "../../src/signaling/signaling-config.ts";
import type { FakeWebSocket } from "./fake-web-socket.ts";
import { SignalingRig } from "./signaling-rig.ts";
import { settle } from "../virtual-clock.ts";

export const HEARTBEAT = { intervalMs: 20_000, timeoutMs: 30_000, inCallIntervalMs: 5_000, inCallTimeoutMs: 15_000 };

type Event = Extract<ServerMessage, { seq?: unknown }>;
type Command = Extract<ClientMessage, { commandId?: unknown }>;

/** The sessions of a server, as the protocol has them, for one client; and a network that loses what a test says. */
export class SessionServer {
  readonly hellos: Hello[] = [];
  readonly acknowledged: number[] = [];
  /** What was carried out, in order, each command once. */
  readonly effects: Command[] = [];
  calls: LiveCall[] = [];
  epoch = "epoch1";
  /** Whether what the client sends, and what it is sent, gets lost. */
  deaf = false;
  mute = false;
  answers = true;
  /** Knows nothing of sessions. */
  old = false;
  #seq = 0;
  #tokens = 0;
  /** A welcome may get lost, so the token before it is good until the client has shown that it has the new one. */
  readonly #tokensThatResume = new Set<string>();
  readonly #ring: { seq: number; event: Event }[] = [];
  readonly #replies = new Set<string>();
  #socket: FakeWebSocket | undefined;

  /** A client of this server, connected. */
  async client(config: Partial<SignalingConfig> = {}): Promise<SignalingRig> {
    const rig = new SignalingRig(config);
    this.serve(rig);
    const connecting = rig.client.connect();
    await settle();
    await connecting;
    return rig;
  }

  /** Answers every socket of `rig` from now on. */
  serve(rig: SignalingRig): void {
    rig.onSocket = (socket) => {
      socket.onSent = (message) => this.received(socket, message as unknown as ClientMessage);
      queueMicrotask(() => socket.open());
    };
  }

  /** Something happens; the client hears of it in its session. */
  happens(event: Event): void {
    this.#seq += 1;
    this.#ring.push({ seq: this.#seq, event });
    this.tell({ ...event, seq: this.#seq });
  }

  /** A frame outside the session, or a repetition of one inside it. */
  tell(message: ServerMessage): void {
    if (!this.mute) this.#socket?.message(message);
  }

  /** One of the latest events comes again; `which` is from 0 up to 1. */
  repeat(which: number): void {
    const { seq, event } = this.#ring[Math.floor(this.#ring.length * which)] ?? {};
    if (event) this.tell({ ...event, seq: seq ?? null });
  }

  /** The server begins anew, and has forgotten its sessions. */
  restart(): void {
    this.epoch += "1";
    this.#ring.length = this.#seq = 0;
    this.#replies.clear();
  }

  /** A frame of the client. */
  received(socket: FakeWebSocket, message: ClientMessage): void {
    if (this.deaf) return;
    if (message.type === "hello") return this.#welcome(socket, message);
    for (const token of this.#tokensThatResume) if (token !== `token${this.#tokens}`) this.#tokensThatResume.delete(token);
    if (message.type === "ack") this.acknowledged.push(message.seq);
    if ("commandId" in message && message.commandId) this.#command(message, message.commandId);
  }

  #command(command: Command, commandId: string): void {
    if (!this.#replies.has(commandId)) this.effects.push(command);
    this.#replies.add(commandId);
    if (this.answers) this.tell({ type: "done", commandId });
  }

  #welcome(socket: FakeWebSocket, hello: Hello): void {
    const { resume } = hello;
    const resumed = Boolean(
      resume && this.#tokensThatResume.has(resume.token) && resume.epoch === this.epoch && resume.lastSeq <= this.#seq,
    );
    this.hellos.push(hello);
    this.#socket = socket;
    this.#tokens += 1;
    this.#tokensThatResume.add(`token${this.#tokens}`);
    const session: SessionGrant = {
      resumed,
      resumeToken: `token${this.#tokens}`,
      epoch: this.epoch,
      seq: this.#seq,
      windowMs: 120_000,
      heartbeat: HEARTBEAT,
      calls: this.calls,
    };
    const welcome: Welcome = { type: "welcome", protocol: 1, userId: "ann", tokenExpiresInMs: null };
    this.tell(this.old ? welcome : { ...welcome, session });
    if (this.old || !resume || !resumed) return;
    for (const { seq, event } of this.#ring.filter(({ seq }) => seq > resume.lastSeq)) {
      this.tell({ ...event, seq, ageMs: 5 });
    }
  }
}
