import type { PeerConnectionManager } from "../src/index.ts";
import { captureCamera, captureScreen } from "./capture.ts";

/** The one picture that is sent: the screen while it is shared, else the camera, else none. */
export class OutgoingVideo {
  readonly #manager: PeerConnectionManager;
  readonly #onChange: () => void;
  #camera: MediaStreamTrack | null;
  #screen: MediaStreamTrack | null = null;
  #sent: MediaStreamTrack | null;
  #busy = false;
  #closed = false;

  /** `camera` is already being sent. */
  constructor(manager: PeerConnectionManager, camera: MediaStreamTrack | null, onChange: () => void) {
    this.#manager = manager;
    this.#onChange = onChange;
    this.#camera = this.#sent = camera;
  }

  /** What is being sent, for the own preview. */
  get track(): MediaStreamTrack | null {
    return this.#screen ?? this.#camera;
  }

  get cameraOn(): boolean {
    return this.#camera !== null;
  }

  get sharing(): boolean {
    return this.#screen !== null;
  }

  /** Turns the camera on or off; off, its light goes out. Rejects with a CaptureError. */
  async toggleCamera(): Promise<void> {
    await this.#alone(async () => {
      const stopped = this.#camera;
      this.#camera = stopped ? null : await captureCamera();
      await this.#send();
      stopped?.stop();
    });
  }

  /** Shares a screen or stops sharing. Rejects with a CaptureError. */
  async toggleScreen(): Promise<void> {
    if (this.#screen) return this.#stopSharing();
    await this.#alone(async () => {
      this.#screen = await captureScreen();
      this.#screen?.addEventListener("ended", () => void this.#stopSharing());
      await this.#send();
    });
  }

  /** Stops what is not being sent at the moment; the rest ends with the connection. */
  close(): void {
    this.#closed = true;
    this.#camera?.stop();
    this.#screen?.stop();
  }

  async #stopSharing(): Promise<void> {
    await this.#alone(async () => {
      const stopped = this.#screen;
      this.#screen = null;
      await this.#send();
      stopped?.stop();
    });
  }

  /** One change at a time; a second click while the first is under way is not meant. */
  async #alone(change: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await change();
    } finally {
      this.#busy = false;
      this.#onChange();
    }
  }

  async #send(): Promise<void> {
    if (this.#closed) return this.close();
    const previous = this.#sent;
    const next = this.track;
    if (previous === next) return;
    this.#sent = next;
    if (previous && next) await this.#manager.replaceTrack(previous, next);
    else if (next) await this.#manager.addLocalStream(new MediaStream([next]));
    else if (previous) this.#manager.removeTrack(previous);
  }
}
