import type { ReactiveController, ReactiveControllerHost } from "lit";
import { MediaError, type CallClient, type Settings } from "../index.ts";

type Equipped = Pick<CallClient, "devices">;

/** The camera while one looks at oneself, before a call or in the settings. */
export class CameraTrial implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #client: Equipped | undefined;
  #camera: string | null = null;
  /** Only the latest opening counts. */
  #turn = 0;
  running = false;
  stream: MediaStream | null = null;
  /** The code of what stands in the way. */
  trouble: string | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  async start(client: Equipped, { camera }: Pick<Settings, "camera">): Promise<void> {
    this.stop();
    const turn = (this.#turn += 1);
    this.#client = client;
    this.#camera = camera;
    this.running = true;
    this.trouble = null;
    try {
      const stream = await client.devices.open("camera", { video: { deviceId: camera === null ? [] : { exact: camera } } });
      if (turn === this.#turn) this.#show(stream);
      else release(stream);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      if (turn !== this.#turn) return;
      this.running = false;
      this.trouble = error.code;
    }
    this.#host.requestUpdate();
  }

  stop(): void {
    this.#turn += 1;
    if (this.stream) release(this.stream);
    this.stream = null;
    this.running = false;
    this.#host.requestUpdate();
  }

  /** A camera that is unplugged, or taken back by the browser, ends its track. Source: mediacapture-streams, "ended". */
  #show(stream: MediaStream): void {
    this.stream = stream;
    const lost = (): void => {
      if (this.stream !== stream) return;
      this.stop();
      this.trouble = "camera_none";
    };
    for (const track of stream.getTracks()) track.addEventListener("ended", lost, { once: true });
  }

  /** Opens another one when another one was chosen. */
  follow(settings: Pick<Settings, "camera">): void {
    if (this.running && this.#client && settings.camera !== this.#camera) void this.start(this.#client, settings);
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
