import type { Call, Wanted } from "./call.ts";
import type { CallContext } from "./call-context.ts";
import { CallControl } from "./call-control.ts";
import type { Beginning } from "./call-event.ts";
import { Crossings } from "./crossings.ts";
import { hear, refused, type CallMessage } from "./call-messages.ts";
import type { Negotiated } from "./early-messages.ts";
import { PastCalls } from "./past-calls.ts";
import { isLive, isUnderWay, rings } from "./state.ts";
import type { ForwardedOffer, ServerMessage } from "../messages.gen.ts";

/** How long a call rings when the server does not say, in milliseconds. */
const RING_MS = 60_000;

/** All calls of this client, and which message belongs to which. */
export class Switchboard {
  readonly past = new PastCalls();
  readonly #context: CallContext;
  readonly #onIncoming: (call: Call) => void;
  readonly #controls = new Map<string, CallControl>();
  readonly #crossings = new Crossings();

  constructor(context: CallContext, onIncoming: (call: Call) => void) {
    this.#context = context;
    this.#onIncoming = onIncoming;
    context.signaling.onMessage("*", (message) => this.#received(message));
  }

  get controls(): readonly CallControl[] {
    return [...this.#controls.values()];
  }

  get(callId: string | null): CallControl | undefined {
    return this.#controls.get(callId ?? "");
  }

  /** Whether there is a call, and room for no other. */
  get busy(): boolean {
    return !this.#context.config.callWaiting && this.controls.some(({ snapshot }) => isLive(snapshot));
  }

  /** Calls somebody; other calls are put on hold. */
  place(userId: string, { audio = true, video = false }: Wanted): CallControl {
    const callId = this.#context.environment.signaling.randomId();
    const control = this.begin({ callId, userId, direction: "outgoing", withVideo: video }, { offers: true });
    this.activate(control);
    void control.line.open({ audio, video });
    return control;
  }

  /** A call begins here, or goes on here after a reload. */
  begin(call: Beginning, connection: { rejoins?: boolean; offers?: boolean }): CallControl {
    const control = new CallControl(this.#context, call, connection);
    this.#controls.set(call.callId, control);
    this.#context.dispatch({ type: "begun", call });
    return control;
  }

  /** Puts all calls but one on hold. */
  activate(active: CallControl): void {
    for (const { snapshot, line } of this.controls.filter((control) => control !== active)) {
      if (isUnderWay(snapshot) && !snapshot.own.hold) line.hold(true);
    }
  }

  /** To be called at every change of the store. */
  follow(): void {
    for (const [callId, control] of this.#controls) {
      control.follow();
      if (this.#context.getSnapshot().calls.some((call) => call.callId === callId)) continue;
      this.#controls.delete(callId);
      this.past.add(callId);
    }
    for (const message of this.#crossings.settle()) this.#received(message);
  }

  #received(message: ServerMessage): void {
    if (message.type === "call-error") {
      const control = this.get(message.callId);
      if (control) refused(control, message);
    }
    if (!("senderId" in message)) return;
    const control = this.get(message.callId);
    if (!control) return this.#arrived(message);
    if (control.userId !== message.senderId) return;
    if (message.type !== "call-merged") return hear(control, message, this.#context.lifetime.now());
    const messages = this.#crossings.messagesOf(message.into);
    if (rings(control.snapshot)) this.#goOnAs(message.into, control, messages, message.polite);
  }

  /** A call begins with an offer; anything else that belongs to no call is late. */
  #arrived(message: CallMessage): void {
    if (this.#crossings.take(message)) return;
    if (message.type === "call-offer" && !this.past.has(message.callId)) this.#offered(message);
  }

  #offered(offer: ForwardedOffer): void {
    const { callId, senderId: userId, media, sdp, expiresInMs, ageMs, polite } = offer;
    const ours = this.controls.find((control) => control.userId === userId && isOurs(control));
    if (ours) return this.#crossed(ours, offer);
    if (this.busy) return this.#decline(offer);
    const expiresAt = this.#context.lifetime.now() + (expiresInMs ?? RING_MS) - (ageMs ?? 0);
    const withVideo = media?.video ?? /^m=video /m.test(sdp ?? "");
    const control = this.begin({ callId, userId, direction: "incoming", withVideo, expiresAt }, {});
    control.polite = polite;
    control.line.connections.receive(offer);
    this.#onIncoming(control.call);
  }

  /**
   * Both call each other at once. Theirs is taken by itself, unless ours is on its way under the lower callId: both sides
   * keep that one, if the server does not say before which of the two goes on.
   */
  #crossed(ours: CallControl, offer: ForwardedOffer): void {
    const sent = ours.snapshot.phase !== "dialling";
    if (sent && ours.callId < offer.callId) return this.#crossings.add(offer, ours);
    if (sent) ours.say({ type: "call-hangup", reason: "cancelled" });
    this.#goOnAs(offer.callId, ours, [offer], offer.polite);
    ours.say({ type: "call-accept" });
  }

  /** Ours goes on as another call, in which the other side makes the first offer. */
  #goOnAs(into: string, control: CallControl, messages: readonly Negotiated[], polite?: boolean | null): void {
    const { callId } = control;
    this.#controls.delete(callId);
    this.past.add(callId);
    control.callId = into;
    control.polite = polite;
    this.#controls.set(into, control);
    this.#context.dispatch({ type: "merged", callId, into });
    control.line.connections.startAnew();
    for (const message of messages) control.line.connections.receive(message);
  }

  #decline({ callId, senderId: userId }: ForwardedOffer): void {
    this.past.add(callId);
    this.#context.signaling.send({ type: "call-reject", recipientId: userId, callId, reason: "busy" });
    this.#context.dispatch({ type: "note", note: { code: "busy_incoming", userId } });
  }
}

function isOurs({ snapshot }: CallControl): boolean {
  return snapshot.direction === "outgoing" && rings(snapshot);
}
