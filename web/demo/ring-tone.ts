/** What is to be heard: the callee's bell, or the caller's ringback tone. */
export type Tone = "bell" | "ringback";

interface Note {
  readonly at: number;
  readonly hertz: number;
  readonly seconds: number;
}

/** Repeated after `everyMs`. The ringback tone is Europe's: 425 Hz, 1 s on and 4 s off (ITU-T E.180). */
const TONES: Record<Tone, { readonly everyMs: number; readonly volume: number; readonly notes: readonly Note[] }> = {
  ringback: { everyMs: 5_000, volume: 0.04, notes: [{ at: 0, hertz: 425, seconds: 1 }] },
  bell: {
    everyMs: 3_000,
    volume: 0.09,
    notes: [
      { at: 0, hertz: 659.3, seconds: 0.35 },
      { at: 0.2, hertz: 784, seconds: 0.35 },
      { at: 0.4, hertz: 1046.5, seconds: 0.8 },
    ],
  },
};

/** Long enough not to click, in seconds. */
const FADE = 0.03;

/** Plays a tone until told otherwise. Browsers allow sound only after a gesture; before it, a call rings silently. */
export class RingTone {
  #context: AudioContext | undefined;
  #tone: Tone | null = null;
  #output: GainNode | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, () => this.#unlock(), { once: true });
  }

  /** Plays `tone`, or nothing. Harmless when it is playing already. */
  play(tone: Tone | null): void {
    if (this.#tone === tone) return;
    this.#silence();
    this.#tone = tone;
    this.#begin();
  }

  #unlock(): void {
    if (this.#context) return;
    this.#context = new AudioContext();
    this.#begin();
  }

  #begin(): void {
    if (this.#context === undefined || this.#tone === null) return;
    const { everyMs, notes, volume } = TONES[this.#tone];
    const context = this.#context;
    const output = new GainNode(context, { gain: volume });
    output.connect(context.destination);
    const round = (): void => notes.forEach((note) => strike(context, output, note));
    this.#output = output;
    this.#timer = setInterval(round, everyMs);
    void context.resume().then(round);
  }

  #silence(): void {
    clearInterval(this.#timer);
    if (this.#context === undefined || this.#output === undefined) return;
    this.#output.gain.setTargetAtTime(0, this.#context.currentTime, FADE / 3);
    const faded = this.#output;
    setTimeout(() => faded.disconnect(), FADE * 1_000 * 3);
    this.#output = undefined;
  }
}

function strike(context: AudioContext, output: AudioNode, { at, hertz, seconds }: Note): void {
  const begin = context.currentTime + at;
  const end = begin + seconds;
  const oscillator = new OscillatorNode(context, { frequency: hertz, type: "sine" });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, begin);
  envelope.gain.linearRampToValueAtTime(1, begin + FADE);
  envelope.gain.setValueAtTime(1, end - FADE);
  envelope.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(envelope).connect(output);
  oscillator.start(begin);
  oscillator.stop(end);
}
