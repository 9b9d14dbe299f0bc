import type { ServerMessage } from "../../src/messages.gen.ts";

/** A WebSocket whose server is the test. */
export class FakeWebSocket extends EventTarget {
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  closeCode: number | undefined;

  onSent: (message: Record<string, unknown>) => void = () => undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    super();
  }

  send(text: string): void {
    const message = JSON.parse(text) as Record<string, unknown>;
    this.sent.push(message);
    this.onSent(message);
  }

  close(code?: number): void {
    this.closed = true;
    this.closeCode = code;
  }

  open(): void {
    this.dispatchEvent(new Event("open"));
  }

  /** A frame from the server. */
  frame(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  message(message: ServerMessage): void {
    this.frame(JSON.stringify(message));
  }

  /** Opens, and says welcome. */
  welcome(tokenExpiresInMs: number | null = null, userId = "ann"): void {
    this.open();
    this.message({ type: "welcome", protocol: 1, userId, tokenExpiresInMs });
  }

  /** The server, or the network, ends it. */
  drop(code = 1006): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}
