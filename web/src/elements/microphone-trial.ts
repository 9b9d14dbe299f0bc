import type { ReactiveController, ReactiveControllerHost } from "lit";
import { MediaError, testMicrophone, type CallClient, type Settings } from "../index.ts";
import type { Cancel } from "../clock.ts";
import { Speaker } from "../media/speaker.ts";

type Equipped = Pick<CallClient, "devices" | "settings">;

/** The microphone while it is tried out: how loud it is, and whether somebody was heard. */
export class MicrophoneTrial implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #test: typeof testMicrophone;
  #client: Equipped | undefined;
  #stop: Cancel | undefined;
  #opened: Settings | undefined;
  /** Only the latest opening counts. */
  #turn = 0;
  running = false;
  hearing = false;
  /** From 0 to 1. */
  level = 0;
  /** Somebody has talked since it began. */
  heard = false;
  /** The code of what stands in the way. */
  trouble: string | null = null;

  constructor(host: ReactiveControllerHost, test = testMicrophone) {
    this.#host = host;
    this.#test = test;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** With `hear`, one hears oneself a second later. */
  async start(client: Equipped, hear = false): Promise<void> {
    this.stop();
    const turn = (this.#turn += 1);
    this.#client = client;
    this.#opened = client.settings.get();
    this.running = true;
    this.hearing = hear;
    this.trouble = null;
    const { devices, settings } = client;
    const speaker = hear ? new Speaker({ devices, settings }) : undefined;
    const config = { devices, settings, ...(speaker && { speaker }) };
    try {
      const end = await this.#test(config, (level, talking) => this.#hear(level, talking));
      const stop = (): void => [end, () => speaker?.close()].forEach((close) => close());
      if (turn === this.#turn) this.#stop = stop;
      else stop();
    } catch (error) {
      speaker?.close();
      if (!(error instanceof MediaError)) throw error;
      if (turn !== this.#turn) return;
      this.running = false;
      this.trouble = error.code;
    }
    this.#host.requestUpdate();
  }

  stop(): void {
    this.#turn += 1;
    this.#stop?.();
    this.#stop = undefined;
    this.running = this.hearing = this.heard = false;
    this.level = 0;
    this.#host.requestUpdate();
  }

  /** Opens it again when another microphone, or another processing, was chosen. */
  follow(settings: Settings): void {
    const opened = this.#opened;
    const keys = ["microphone", "echoCancellation", "noiseSuppression", "autoGainControl"] as const;
    if (!this.running || !this.#client || !opened || keys.every((key) => opened[key] === settings[key])) return;
    void this.start(this.#client, this.hearing);
  }

  #hear(level: number, talking: boolean): void {
    this.level = level;
    this.heard ||= talking;
    this.#host.requestUpdate();
  }
}
