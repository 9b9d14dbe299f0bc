import type { ForwardedOffer, LiveCall, PeerError, ServerMessage } from "../src/index.ts";
import { eventOf, isNegotiated } from "./call-messages.ts";
import { reduce } from "./call-reducer.ts";
import { IDLE, type Call, type CallEvent, type CallState, type Effect } from "./call-state.ts";
import { LastWord } from "./last-word.ts";
import { Line } from "./line.ts";
import { Lines } from "./lines.ts";
import { OtherTabs } from "./other-tabs.ts";
import type { PhoneContext } from "./phone-context.ts";
import { RingDeadlines } from "./ring-deadlines.ts";
import { endingsOfLeftovers, isForgotten, WHY_MS } from "./snapshot.ts";
import { Trouble } from "./trouble.ts";
import { missedSentence } from "./words.ts";

/** Carries out what the reducer decides about one call at a time. */
export class Phone {
  readonly #context: PhoneContext;
  readonly #otherTabs: OtherTabs;
  readonly #deadlines = new RingDeadlines((event) => this.do(event));
  readonly #lastWord: LastWord;
  readonly #lines = new Lines((callId) => this.#createLine(callId));
  readonly #trouble = new Trouble();
  #state: CallState = IDLE;
  /** Whether the server keeps the state of calls, and tells every device of it; an older one does not. */
  #serverDecides = false;

  constructor(context: PhoneContext) {
    const { userId, signaling } = context;
    this.#context = context;
    this.#lastWord = new LastWord(signaling);
    this.#otherTabs = new OtherTabs(userId, {
      onDealtWith: (callId) => this.#serverDecides || this.#inAnotherTab(callId),
      onQuestion: () => this.call && this.#state.phase !== "incoming" && this.#otherTabs.dealtWith(this.call.callId),
    });
    signaling.onMessage("welcome", ({ session }) => (this.#serverDecides = Boolean(session)));
    signaling.onMessage("*", (message) => this.#received(message));
    signaling.onPresence((online) => this.#serverDecides || this.#deadlines.presence(online, this.#state));
    signaling.onSnapshot((calls, placing) => this.#compare(calls, placing));
  }

  get state(): CallState {
    return this.#state;
  }

  /** The call that rings or is under way. */
  get call(): Call | undefined {
    return this.#state.phase === "idle" || this.#state.phase === "ended" ? undefined : this.#state.call;
  }

  /** The media of that call. */
  get line(): Line | undefined {
    return this.#lines.get(this.call?.callId);
  }

  /** Calls somebody. */
  dial(peer: string, video: boolean): void {
    this.#trouble.forget();
    this.do({ type: "dial", call: { callId: crypto.randomUUID(), peer, video } });
  }

  /** Something has happened; everything that follows from it is done at once. */
  do(event: CallEvent): void {
    const { state, effects } = reduce(this.#state, event, performance.now());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#lines.keepOnly(this.call?.callId, state.phase === "outgoing" ? state.crossing?.callId : undefined);
    for (const each of [this.#deadlines, this.#lastWord]) each.follow(state);
    this.#context.onChange();
  }

  #perform(effect: Effect): void {
    const { signaling, onNote } = this.#context;
    switch (effect.do) {
      case "send":
        if (signaling.state !== "closed") signaling.send(effect.message);
        if (effect.message.type !== "call-hangup") this.#otherTabs.dealtWith(effect.message.callId);
        break;
      case "connect":
        void this.#lines.of(effect.call.callId).connect(effect.call, {
          offers: effect.offers,
          captured: this.#lines.get(effect.devicesOf)?.release(),
        });
        break;
      case "tell-missed":
        onNote(missedSentence(effect.peer));
    }
  }

  #received(message: ServerMessage): void {
    if (message.type === "call-error" && message.callId !== null) {
      this.do({ type: "refused", callId: message.callId, error: message.error, detail: message.message });
    }
    if (!("senderId" in message)) return;
    const { callId, senderId } = message;
    if (message.type === "call-ringing") this.#deadlines.announce(callId, message.expiresInMs - (message.ageMs ?? 0));
    const line = this.#lines.get(callId);
    if (line) {
      if (this.call?.peer !== senderId) return;
      if (isNegotiated(message)) line.receive(message);
      else this.do(eventOf(message));
    } else if (message.type === "call-offer" && !this.#lines.past.has(callId)) {
      this.#offered(message);
    } else {
      this.#lines.past.add(callId); // a call begins with an offer: another tab of this user made this one
    }
  }

  #offered(offer: ForwardedOffer): void {
    const { callId, senderId: peer, sdp, media, expiresInMs, ageMs } = offer;
    if (this.call === undefined) this.#trouble.forget();
    if (expiresInMs) this.#deadlines.announce(callId, expiresInMs - (ageMs ?? 0));
    this.#lines.of(callId).receive(offer);
    this.do({ type: "offered", call: { callId, peer, video: media?.video ?? /^m=video /m.test(sdp ?? "") } });
  }

  #offerSent(callId: string): void {
    this.do({ type: "offer-sent", callId });
    if (!this.#serverDecides) this.do({ type: "rings", callId, devices: null });
  }

  #inAnotherTab(callId: string): void {
    this.#lines.past.add(callId);
    this.do({ type: "elsewhere", callId });
  }

  #compare(calls: readonly LiveCall[], placing: ReadonlySet<string>): void {
    const callId = this.call?.callId;
    for (const hangUp of endingsOfLeftovers(callId, calls)) this.#context.signaling.send(hangUp);
    if (callId === undefined || !isForgotten(callId, calls, placing)) return;
    setTimeout(() => this.do({ type: "forgotten", callId }), WHY_MS);
  }

  #peerError(callId: string, error: PeerError): void {
    const news = this.#trouble.take(error);
    if (news) this.#context.onNote(news);
    const fail = (): void => this.do({ type: "failed", callId, reason: "lost", detail: this.#trouble.explain(error) });
    if (error.fatal) this.#lastWord.before(fail);
  }

  #createLine(callId: string): Line {
    return new Line(callId, {
      ...this.#context,
      onOfferSent: () => this.#offerSent(callId),
      onIce: (state) => this.do({ type: "ice", callId, state }),
      onPeerError: (error) => this.#peerError(callId, error),
      onFailure: (detail) => this.do({ type: "failed", callId, reason: "failed", detail }),
    });
  }
}
