import type { ForwardedOffer, PeerError, ServerMessage, SignalingClient, TurnApi } from "../src/index.ts";
import { eventOf, isNegotiated } from "./call-messages.ts";
import { reduce } from "./call-reducer.ts";
import { IDLE, type Call, type CallEvent, type CallState, type Effect } from "./call-state.ts";
import { Line } from "./line.ts";
import { OtherTabs } from "./other-tabs.ts";
import { PastCalls } from "./past-calls.ts";
import { RingDeadlines } from "./ring-deadlines.ts";
import { missedSentence, troubleSentence } from "./words.ts";

/** What the phone is made from, and whom it tells. */
export interface PhoneContext {
  readonly userId: string;
  readonly signaling: SignalingClient;
  readonly turnApi: TurnApi;
  readonly onChange: () => void;
  /** Something to be said in passing; a sentence. */
  readonly onNote: (sentence: string) => void;
}

/** Carries out what the reducer decides about one call at a time. */
export class Phone {
  readonly #context: PhoneContext;
  readonly #otherTabs: OtherTabs;
  readonly #deadlines = new RingDeadlines((event) => this.do(event));
  readonly #past = new PastCalls();
  readonly #lines = new Map<string, Line>();
  #state: CallState = IDLE;
  #trouble = "";

  constructor(context: PhoneContext) {
    this.#context = context;
    this.#otherTabs = new OtherTabs(context.userId, {
      onDealtWith: (callId) => {
        this.#past.add(callId);
        this.do({ type: "elsewhere", callId });
      },
      onQuestion: () => this.call && this.#state.phase !== "incoming" && this.#otherTabs.dealtWith(this.call.callId),
    });
    context.signaling.onMessage("*", (message) => this.#received(message));
    context.signaling.onPresence((online) => this.#deadlines.presence(online, this.#state));
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
    return this.call && this.#lines.get(this.call.callId);
  }

  /** Calls somebody. */
  dial(peer: string, video: boolean): void {
    this.#trouble = "";
    this.do({ type: "dial", call: { callId: crypto.randomUUID(), peer, video } });
  }

  /** Something has happened; everything that follows from it is done at once. */
  do(event: CallEvent): void {
    const { state, effects } = reduce(this.#state, event, performance.now());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    for (const callId of this.#lines.keys()) if (callId !== this.call?.callId) this.#drop(callId);
    this.#deadlines.follow(state);
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
        void this.#lineOf(effect.call.callId).connect(effect.call, this.#lines.get(effect.devicesOf ?? "")?.release());
        break;
      case "tell-missed":
        onNote(missedSentence(effect.peer));
    }
  }

  #received(message: ServerMessage): void {
    if (message.type === "call-error" && message.callId !== null) {
      this.do({ type: "refused", callId: message.callId, error: message.error, detail: message.message });
    }
    if (!("senderId" in message) || message.type === "call-ringing" || message.type === "call-merged") return;
    const { callId, senderId } = message;
    if (this.call?.callId === callId) {
      if (this.call.peer !== senderId) return;
      if (isNegotiated(message)) this.#lineOf(callId).receive(message);
      else this.do(eventOf(message));
    } else if (message.type === "call-offer" && !this.#past.has(callId)) {
      this.#offered(message);
    } else {
      this.#past.add(callId); // a call begins with an offer: another tab of this user made this one
    }
  }

  #offered(offer: ForwardedOffer): void {
    const { callId, senderId: peer, sdp, media } = offer;
    if (this.call === undefined) this.#trouble = "";
    this.#lineOf(callId).receive(offer);
    this.do({ type: "offered", call: { callId, peer, video: media?.video ?? /^m=video /m.test(sdp ?? "") } });
  }

  #drop(callId: string): void {
    this.#lines.get(callId)?.close();
    this.#lines.delete(callId);
    this.#past.add(callId);
  }

  #peerError(callId: string, error: PeerError): void {
    const trouble = troubleSentence(error);
    if (trouble?.alarming && trouble.sentence !== this.#trouble) this.#context.onNote(trouble.sentence);
    if (trouble) this.#trouble = trouble.sentence;
    if (!error.fatal) return;
    const cause = error.code === "connection_timeout" ? this.#trouble : "";
    this.do({ type: "failed", callId, reason: "lost", detail: `${error.message} ${cause}`.trim() });
  }

  #lineOf(callId: string): Line {
    const existing = this.#lines.get(callId);
    if (existing) return existing;
    const { userId, signaling, turnApi, onChange, onNote } = this.#context;
    const line = new Line(callId, {
      localUserId: userId,
      signaling,
      turnApi,
      onChange,
      onNote,
      onOfferSent: () => this.do({ type: "offer-sent", callId }),
      onIce: (state) => this.do({ type: "ice", callId, state }),
      onPeerError: (error) => this.#peerError(callId, error),
      onFailure: (detail) => this.do({ type: "failed", callId, reason: "failed", detail }),
    });
    this.#lines.set(callId, line);
    return line;
  }
}
