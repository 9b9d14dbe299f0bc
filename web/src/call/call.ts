import type { CallContext } from "./call-context.ts";
import type { CallControl } from "./call-control.ts";
import { CallError } from "./call-error.ts";
import { isLive, rings, type CallSnapshot } from "./state.ts";
import type { EndReason } from "../call-states.gen.ts";
import type { DeviceKind } from "../media/devices.ts";
import type { Explanation } from "../quality/explain.ts";

/** What this side sends from the beginning. The microphone is on unless `audio` is false. */
export type Wanted = Readonly<Partial<Record<"audio" | "video", boolean>>>;

/** The media of one side: what is said, with the camera, and the screen that is shared, each in a stream of its own. */
export interface Streams {
  readonly stream: MediaStream;
  readonly screen: MediaStream | null;
}

/** One call. Its state is `snapshot`, which stands in the store as well. What it is told after its end does nothing. */
export class Call {
  /** Resolves with the reason when it has ended; never rejects. */
  readonly ended: Promise<EndReason>;
  readonly #control: CallControl;
  readonly #context: CallContext;

  /** Calls are made by `CallClient`. */
  constructor(control: CallControl, context: CallContext) {
    this.#control = control;
    this.#context = context;
    this.ended = control.ended;
  }

  /** Becomes another one when two calls that crossed are merged. */
  get callId(): string {
    return this.#control.callId;
  }

  /** The other party. */
  get userId(): string {
    return this.#control.userId;
  }

  get snapshot(): CallSnapshot {
    return this.#control.snapshot;
  }

  /** What is captured here. Show it muted. */
  get own(): Streams {
    const { stream, screen } = this.#control.line.own;
    return { stream, screen };
  }

  /** What comes from the other side. Show it muted: its sound is played already, on the chosen speaker. */
  get remote(): Streams {
    const { stream, screen } = this.#control.line.remote;
    return { stream, screen };
  }

  /** Takes the call that rings here, with a picture if the caller sends one; other calls are put on hold. */
  accept({ audio = true, video = this.snapshot.withVideo }: Wanted = {}): void {
    if (!this.#ringsHere) return;
    this.#control.say({ type: "call-accept" });
    this.#control.step("accept");
    this.#context.activate(this.#control);
    void this.#control.line.open({ audio, video });
  }

  /** Declines the call that rings here, on every device of the user. */
  reject(reason: "declined" | "busy" = "declined"): void {
    if (!this.#ringsHere) return;
    this.#control.say({ type: "call-reject", reason });
    this.#control.step(reason === "busy" ? "busy" : "decline");
  }

  /** Ends the call, whatever state it is in. */
  hangup(): void {
    if (this.#ringsHere) this.reject();
    else this.#control.hangUp("hang-up", rings(this.snapshot) ? "cancelled" : undefined);
  }

  /** Silences the microphone, or lets it be heard again. */
  mute(on: boolean): void {
    this.#control.line.mute(on);
  }

  /** Turns the camera on or off. Rejects with a MediaError. */
  async camera(on: boolean): Promise<void> {
    if (isLive(this.snapshot)) await this.#control.line.own.setCamera(on);
  }

  /** Shares a screen beside the camera; false when the user chooses none. Rejects with a MediaError. Needs a gesture. */
  async shareScreen(): Promise<boolean> {
    return isLive(this.snapshot) && this.#control.line.own.shareScreen();
  }

  stopSharing(): void {
    this.#control.line.own.stopSharing();
  }

  /** Sends and plays nothing until `resume()`; the other side sees it. */
  hold(): void {
    this.#control.line.hold(true);
  }

  /** Goes on, and puts the other calls on hold. */
  resume(): void {
    this.#context.activate(this.#control);
    this.#control.line.hold(false);
  }

  /** How high the picture of the other side is shown here, in pixels of the screen: it sends no more than that. */
  showAt(height: number | null): void {
    this.#control.change({ own: { shownHeight: height } });
  }

  /** Uses another device from now on, in later calls too. Rejects with a MediaError; then the one before goes on. */
  switchTo(kind: DeviceKind, deviceId: string | null): Promise<void> {
    return this.#control.line.own.switchTo(kind, deviceId);
  }

  /**
   * Sends tones: 0-9 A-D # *, and a comma for 2 s of silence. Throws a CallError (`no_dtmf`), and an
   * InvalidCharacterError. Source: W3C webrtc-pc §7.
   */
  sendDtmf(tones: string): void {
    const sender = this.#control.line.connections.manager?.senders.find(({ dtmf }) => dtmf?.canInsertDTMF);
    if (!sender?.dtmf) throw new CallError("no_dtmf");
    sender.dtmf.insertDTMF(tones);
  }

  /** The engine's statistics. Rejects with an InvalidStateError while there is no connection. Source: W3C webrtc-stats. */
  getStats(): Promise<RTCStatsReport> {
    return this.#control.line.getStats();
  }

  /** What was tried to connect it, how far that got, and why no further; after its end, too. */
  explain(): Promise<Explanation> {
    return this.#control.line.connections.explain();
  }

  /** Takes the call out of the store, once it has ended. */
  dismiss(): void {
    this.#context.dispatch({ type: "dismissed", callId: this.callId });
  }

  get #ringsHere(): boolean {
    return this.snapshot.direction === "incoming" && rings(this.snapshot);
  }
}
