import { Call } from "./call.ts";
import type { CallContext } from "./call-context.ts";
import type { Beginning, Change } from "./call-event.ts";
import { Line } from "./line.ts";
import { lineOptions } from "./line-options.ts";
import { LastWord } from "./last-word.ts";
import { begun } from "./reducer.ts";
import { isLive, rings, type CallSnapshot } from "./state.ts";
import type { CallStateEvent, EndReason } from "../call-states.gen.ts";
import type { Cancel } from "../clock.ts";
import { Lifetime } from "../lifetime.ts";
import type { CallAccept, CallHangup, CallMedia, CallReject } from "../messages.gen.ts";

/** How much later than announced the server may end the ringing of a call, in milliseconds. */
const GRACE_MS = 5_000;

type Saying<Message> = Message extends unknown ? Omit<Message, "recipientId" | "callId"> : never;

/** One call from its beginning to its end: tells the store what happens to it, and does what follows from that. */
export class CallControl {
  readonly userId: string;
  readonly line: Line;
  readonly call: Call;
  readonly ended: Promise<EndReason>;
  callId: string;
  /** Whether this side gives way when offers cross, once the server has said so. */
  polite: boolean | null | undefined;
  readonly #context: CallContext;
  readonly #lifetime: Lifetime;
  readonly #lastWord: LastWord;
  #seen: CallSnapshot;
  #ringsUntil: number | null = null;
  #stopRinging: Cancel = () => undefined;
  #onEnded: (reason: EndReason) => void = () => undefined;

  constructor(context: CallContext, beginning: Beginning, connection: { rejoins?: boolean; offers?: boolean }) {
    const { userId, callId } = beginning;
    this.userId = userId;
    this.callId = callId;
    this.#context = context;
    this.#seen = begun(beginning);
    this.#lifetime = new Lifetime(context.environment.clock);
    this.#lastWord = new LastWord(context.signaling, this.#lifetime);
    this.ended = new Promise((resolve) => (this.#onEnded = resolve));
    this.line = new Line(lineOptions(this, context, this.#lastWord), connection);
    this.call = new Call(this, context);
  }

  get snapshot(): CallSnapshot {
    return this.#context.getSnapshot().calls.find(({ callId }) => callId === this.callId) ?? this.#seen;
  }

  /** An event of the table happens to the call. */
  step(step: CallStateEvent): void {
    this.#context.dispatch({ type: "step", callId: this.callId, step });
  }

  /** The call is over; the server, or the other side, has said why. */
  isHungUp(reason: string | null): void {
    this.#context.dispatch({ type: "hung-up", callId: this.callId, reason });
  }

  change(change: Change): void {
    this.#context.dispatch({ type: "changed", callId: this.callId, change });
  }

  /** Says something about the call to the server; sooner or later it takes effect, unless the client is closed. */
  say(message: Saying<CallAccept | CallReject | CallHangup | CallMedia>): void {
    const { signaling } = this.#context;
    if (signaling.state === "closed") return;
    signaling.send({ ...message, recipientId: this.userId, callId: this.callId });
  }

  /** Says it, and it is over. */
  hangUp(step: CallStateEvent, reason?: string): void {
    if (!isLive(this.snapshot)) return;
    // whoever has not been called yet has nothing to be told
    if (this.snapshot.phase !== "dialling") this.say({ type: "call-hangup", ...(reason && { reason }) });
    this.step(step);
  }

  /** The call cannot go on; a code that says why. */
  fail(code: string): void {
    this.change({ trouble: code });
    const lost = this.snapshot.phase === "reconnecting";
    this.hangUp(lost ? "expire" : "fail", lost ? "lost" : "failed");
  }

  sayMedia(): void {
    this.say({ type: "call-media", ...this.snapshot.own });
  }

  /** To be called at every change of the store. */
  follow(): void {
    const before = this.#seen;
    const now = this.snapshot;
    if (now === before) return;
    this.#seen = now;
    if (now.phase === "connected") this.#lastWord.mediaFlow();
    this.#ring(now);
    if (now.other !== before.other) this.line.follow(now.other);
    if (!isLive(now)) return this.#end(now);
    if (now.connectedAt !== null && (now.own !== before.own || before.connectedAt === null)) this.sayMedia();
  }

  #ring(call: CallSnapshot): void {
    const until = rings(call) ? call.expiresAt : null;
    if (until === this.#ringsUntil) return;
    this.#ringsUntil = until;
    this.#stopRinging();
    if (until === null) return;
    const incoming = call.direction === "incoming";
    const giveUp = (): void => (incoming ? this.step("expire") : this.hangUp("give-up", "no_answer"));
    this.#stopRinging = this.#lifetime.after(until + (incoming ? GRACE_MS : 0) - this.#lifetime.now(), giveUp);
  }

  #end({ reason }: CallSnapshot): void {
    if (this.#lifetime.ended) return;
    this.#lifetime.end();
    const quality = this.line.close();
    const { signaling } = this.#context;
    if (quality && signaling.state !== "closed") signaling.send({ type: "call-report", callId: this.callId, quality });
    this.#onEnded(reason ?? "failed");
  }
}
