import { Acknowledgement } from "./acknowledgement.ts";
import { CallsUnderWay } from "./calls-under-way.ts";
import type { DeviceId } from "./device-id.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Lifetime } from "../lifetime.ts";
import { CloseCode, type ClientMessage, type Hello, type Resume, type ServerMessage, type Welcome } from "../messages.gen.ts";

/** What a session is made from. */
export interface SessionOptions {
  readonly lifetime: Lifetime;
  readonly deviceId: DeviceId;
  readonly send: (message: ClientMessage) => void;
  /** The present connection is of no use any more; the next one resumes. */
  readonly abandon: () => void;
}

/** What outlives a connection: which device this is, and how far it has heard the server's events. */
export class Session {
  readonly #options: SessionOptions;
  readonly #acknowledgement: Acknowledgement;
  readonly #heartbeat: Heartbeat;
  readonly #calls = new CallsUnderWay();
  #resume: Resume | undefined;

  constructor(options: SessionOptions) {
    const { lifetime, send, abandon } = options;
    this.#options = options;
    this.#acknowledgement = new Acknowledgement(lifetime, (seq) => send({ type: "ack", seq }));
    this.#heartbeat = new Heartbeat({ lifetime, ping: () => send({ type: "ping" }), giveUp: abandon });
  }

  /** Whether the server keeps one for us; an older server does not. */
  get granted(): boolean {
    return this.#resume !== undefined;
  }

  /** Whether there is a call that is not over, as far as the server knows: an end that waits to be sent is no end. */
  get inCall(): boolean {
    return this.#calls.any;
  }

  /** What the next hello says about it. */
  get greeting(): Pick<Hello, "deviceId" | "resume"> {
    return { deviceId: this.#options.deviceId.value, ...(this.#resume && { resume: this.#resume }) };
  }

  /** For every message that arrives; whether it is to be handed on. */
  receive(message: ServerMessage): boolean {
    if (message.type === "welcome") this.#welcomed(message);
    this.#heartbeat.heard();
    if (message.type === "ping") this.#options.send({ type: "pong" });
    if ("seq" in message && !this.#isNext(message.seq, message.type === "call-offer")) return false;
    this.#follow(message);
    return true;
  }

  /** For every message that is sent. */
  sent(message: ClientMessage): void {
    this.#follow(message);
    if ("commandId" in message) this.#heartbeat.said();
  }

  /** The network has changed: the connection may be dead. */
  probe(): void {
    this.#heartbeat.probe();
  }

  /** The connection has ended. Where another client has taken our place, we are another device from now on. */
  disconnected(closeCode?: number): void {
    this.#acknowledgement.stop();
    this.#heartbeat.stop();
    if (closeCode !== CloseCode.REPLACED) return;
    this.#options.deviceId.renew();
    this.#resume = undefined;
  }

  #follow(message: ClientMessage | ServerMessage): void {
    this.#calls.follow(message);
    this.#heartbeat.follow(this.#calls.any);
  }

  #welcomed({ session }: Welcome): void {
    const lastSeq = session?.resumed ? this.#resume?.lastSeq : session?.seq;
    this.#resume = session ? { token: session.resumeToken, epoch: session.epoch, lastSeq: lastSeq ?? session.seq } : undefined;
    this.#heartbeat.start(session?.heartbeat);
  }

  /** One that was heard before is passed over; where one is missing, the server has to begin again behind the last. */
  #isNext(seq: number | null | undefined, rings: boolean): boolean {
    if (!this.#resume || typeof seq !== "number") return true;
    const { lastSeq } = this.#resume;
    if (seq > lastSeq + 1) this.#options.abandon();
    if (seq !== lastSeq + 1) return false;
    this.#resume = { ...this.#resume, lastSeq: seq };
    this.#acknowledgement.received(seq, rings);
    return true;
  }
}
