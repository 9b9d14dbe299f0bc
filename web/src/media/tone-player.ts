import type { Cancel } from "../clock.ts";
import { sinkTo } from "./speaker.ts";
import { FADE, samplesOf, type Tone } from "./tones.ts";

/** Plays tones. Its one context is kept, since it may be unlocked by a gesture only once; idle, it costs nothing. */
export class TonePlayer {
  readonly #playing = new Set<Cancel>();
  readonly #onRunning: () => void;
  #context: AudioContext | undefined;

  /** `onRunning`: the browser lets it be heard from now on. */
  constructor(onRunning: () => void) {
    this.#onRunning = onRunning;
  }

  /** Whether the browser lets it be heard now. */
  get running(): boolean {
    return this.#context?.state === "running";
  }

  /** Plays one round, or round after round, until it is taken back: then it fades within 30 ms. */
  play(tone: Tone, sinkId: string, loop: boolean): Cancel {
    const context = this.#awake();
    const { sampleRate } = context;
    const samples = samplesOf(tone, sampleRate);
    const buffer = new AudioBuffer({ length: samples.length, sampleRate });
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer, loop });
    const volume = new GainNode(context);
    const disconnect = connect(source.connect(volume), sinkId);
    const done = (): void => {
      if (!this.#playing.delete(done)) return;
      source.stop();
      disconnect();
      this.#rest(context);
    };
    this.#playing.add(done);
    source.onended = done;
    source.start();
    return () => {
      if (context.state !== "running") return done(); // its time stands still: the fade would be heard later
      volume.gain.setTargetAtTime(0, context.currentTime, FADE / 5);
      source.stop(context.currentTime + FADE);
    };
  }

  /** To be called in a gesture: some browsers let only a context be heard that was started in one. */
  unlock(): void {
    if (this.#context?.currentTime) return;
    const context = this.#awake();
    void context.resume().then(() => this.#rest(context));
  }

  close(): void {
    for (const done of this.#playing) done();
    void this.#context?.close();
  }

  #awake(): AudioContext {
    if (!this.#context) {
      this.#context = new AudioContext();
      this.#context.onstatechange = () => this.running && this.#onRunning();
    }
    void this.#context.resume();
    return this.#context;
  }

  #rest(context: AudioContext): void {
    if (this.#playing.size === 0 && context.state !== "closed") void context.suspend();
  }
}

/** Firefox has no AudioContext.setSinkId(): another device than the default is reached through an element. */
function connect(node: AudioNode, sinkId: string): Cancel {
  const { context } = node;
  if (!sinkId) {
    node.connect(context.destination);
    return () => node.disconnect();
  }
  const output = new MediaStreamAudioDestinationNode(context as AudioContext);
  node.connect(output);
  const audio = new Audio();
  audio.srcObject = output.stream;
  void sinkTo(audio, sinkId);
  audio.play().catch(() => undefined); // kept back like the context, and begun again with it
  return () => {
    node.disconnect();
    audio.srcObject = null;
  };
}
