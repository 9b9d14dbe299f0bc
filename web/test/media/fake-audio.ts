/** Web Audio and audio elements of an imaginary browser, which may keep sound back until a gesture. */
export const browser = {
  /** Whether the page may make sound without a gesture. */
  allowed: true,
  contexts: [] as FakeContext[],
  elements: [] as FakeElement[],
  /** How many wait for a gesture. */
  waiting: 0,
  /** The amplitude that every microphone gives. */
  amplitude: 0,
};

class FakeContext {
  state: AudioContextState = "suspended";
  currentTime = 0;
  readonly sampleRate = 8_000;
  readonly destination = "system";
  readonly sources: FakeSource[] = [];
  onstatechange: (() => void) | null = null;

  constructor() {
    browser.contexts.push(this);
    if (browser.allowed) this.state = "running";
  }

  /** Never settles while the browser keeps sound back. */
  async resume(): Promise<void> {
    if (!browser.allowed) return new Promise(() => undefined);
    this.state = "running";
    this.currentTime += 0.001;
  }

  async suspend(): Promise<void> {
    this.state = "suspended";
  }

  async close(): Promise<void> {
    if (this.state === "closed") throw new DOMException("closed already", "InvalidStateError");
    this.state = "closed";
  }

  /** The browser takes its time to begin, or allows it after all. */
  begin(): void {
    this.state = "running";
    this.onstatechange?.();
  }

  /** Lets time pass for what is playing. */
  pass(seconds: number): void {
    if (this.state !== "running") return;
    this.currentTime += seconds;
    for (const source of this.sources) source.pass();
  }
}

class FakeNode {
  readonly outputs: unknown[] = [];

  constructor(readonly context: FakeContext) {}

  connect<To>(to: To): To {
    this.outputs.push(to);
    return to;
  }

  disconnect(): void {
    this.outputs.length = 0;
  }
}

class FakeGain extends FakeNode {
  fadedAt = Infinity;
  readonly gain = {
    setTargetAtTime: (value: number, at: number): void => void (value === 0 && (this.fadedAt = at)),
  };
}

class FakeSource extends FakeNode {
  onended: (() => void) | null = null;
  readonly #loop: boolean;
  readonly #seconds: number;
  #begun = Infinity;
  #end = Infinity;

  constructor(context: FakeContext, { buffer, loop }: { buffer: FakeBuffer; loop: boolean }) {
    super(context);
    this.#loop = loop;
    this.#seconds = buffer.length / context.sampleRate;
    context.sources.push(this);
  }

  start(): void {
    this.#begun = this.context.currentTime;
    if (!this.#loop) this.#end = this.#begun + this.#seconds;
  }

  stop(at = this.context.currentTime): void {
    this.#end = at;
  }

  pass(): void {
    if (this.context.currentTime < this.#end) return;
    this.#begun = Infinity;
    this.onended?.();
  }

  /** Where it sounds now: the system's default, or the id of a device. */
  get heardAt(): string | undefined {
    const { currentTime: now, state } = this.context;
    const [gain] = this.outputs as FakeGain[];
    if (state !== "running" || now < this.#begun || now >= this.#end || !gain || gain.fadedAt <= now - 0.03) return;
    const [output] = gain.outputs;
    if (output === "system") return "";
    const { stream } = output as FakeOutput;
    return browser.elements.find(({ srcObject, paused }) => srcObject === stream && !paused)?.sinkId;
  }
}

class FakeOutput extends FakeNode {
  readonly stream = {};
}

class FakeBuffer {
  readonly length: number;

  constructor({ length }: { length: number }) {
    this.length = length;
  }

  copyToChannel(): void {}
}

class FakeAnalyser extends FakeNode {
  getFloatTimeDomainData(samples: Float32Array): void {
    samples.fill(browser.amplitude);
  }
}

export class FakeElement {
  srcObject: unknown = null;
  loop = false;
  muted = false;
  paused = true;
  sinkId = "";
  /** The name of the error with which it cannot be played. */
  static refusal: string | undefined;

  constructor(readonly src?: string) {
    browser.elements.push(this);
  }

  async setSinkId(sinkId: string): Promise<void> {
    this.sinkId = sinkId;
  }

  async play(): Promise<void> {
    if (!browser.allowed) throw new DOMException("gesture first", "NotAllowedError");
    if (FakeElement.refusal) throw new DOMException("no such file", FakeElement.refusal);
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }
}

/** Devices on which a tone is heard now. */
export function heard(): (string | undefined)[] {
  const sources = browser.contexts.flatMap((context) => context.sources);
  return sources.map(({ heardAt }) => heardAt).filter((sink) => sink !== undefined);
}

/** A gesture of the user, after which sound is allowed. */
export function gesture(): void {
  browser.allowed = true;
  dispatchEvent(new Event("pointerup"));
}

/** Starts anew, in a browser that does or does not allow sound. */
export function installAudio(allowed = true): void {
  Object.assign(browser, { allowed, contexts: [], elements: [], waiting: 0, amplitude: 0 });
  FakeElement.refusal = undefined;
  const page = new EventTarget();
  const count = (change: number, method: EventTarget["addEventListener"]): EventTarget["addEventListener"] => {
    return (...given) => {
      browser.waiting += change;
      method.apply(page, given);
    };
  };
  Object.assign(globalThis, {
    AudioContext: FakeContext,
    AudioBuffer: FakeBuffer,
    AudioBufferSourceNode: FakeSource,
    GainNode: FakeGain,
    DelayNode: FakeNode,
    AnalyserNode: FakeAnalyser,
    MediaStreamAudioSourceNode: FakeNode,
    MediaStreamAudioDestinationNode: FakeOutput,
    Audio: FakeElement,
    addEventListener: count(1, page.addEventListener),
    removeEventListener: count(-1, page.removeEventListener),
    dispatchEvent: page.dispatchEvent.bind(page),
  });
}
