import { html, nothing, type TemplateResult } from "lit";
import type { CallClient, Wanted } from "../index.ts";
import { CameraTrial } from "./camera-trial.ts";
import { deviceChooser, type Chosen } from "./device-chooser.ts";
import { levelBar, mirror } from "./device-parts.ts";
import { DeviceWatch } from "./device-watch.ts";
import { devices } from "./devices.css.ts";
import { MicrophoneTrial } from "./microphone-trial.ts";
import { panel } from "./panel.css.ts";
import { iconButton } from "./icon-button.ts";
import { RingbackElement } from "./ringback-element.ts";
import { styles } from "./ringback-prejoin.css.ts";

/**
 * A look in the mirror before a call: camera, microphone with its level, which devices, and then with or without video.
 * It places no call: whoever shows it does, on `ringback-prejoin-done`, and takes it away, which frees the devices.
 *
 * @element ringback-prejoin
 * @attr {string} to - The id of the user who is about to be called.
 * @attr {boolean} no-heading - Without the heading, where the page has its own.
 * @prop {Wanted} wanted - Whether it begins with the camera.
 * @fires {CustomEvent<{ wanted: Wanted }>} ringback-prejoin-done - The user wants to start, with these devices.
 * @fires {CustomEvent} ringback-prejoin-cancel - The user does not want to.
 * @csspart heading - The heading.
 * @csspart preview - The picture of the camera.
 * @csspart level - The level of the microphone.
 * @csspart select - Each list of devices.
 * @csspart notice - What is amiss with a device.
 * @csspart button - Each button.
 * @csspart start - The button that starts with video, or without one when the camera is off.
 */
export class RingbackPrejoin extends RingbackElement {
  static override styles = [RingbackElement.styles, panel, devices, styles];
  static override properties = {
    ...RingbackElement.properties,
    to: {},
    noHeading: { type: Boolean, attribute: "no-heading" },
    wanted: { attribute: false },
    video: { state: true },
  };
  declare to: string;
  declare noHeading: boolean;
  declare wanted: Wanted;
  declare private video: boolean;
  readonly #watch = new DeviceWatch(this);
  readonly #microphone = new MicrophoneTrial(this);
  readonly #camera = new CameraTrial(this);
  #client: CallClient | undefined;

  constructor() {
    super();
    this.to = "";
    this.noHeading = false;
    this.wanted = { video: true };
    this.video = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#client = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const client = this.isConnected ? this.client : undefined; // drawn once more after it was removed
    if (changed.has("wanted")) this.video = this.wanted.video ?? false;
    const another = client !== this.#client;
    this.#client = client;
    this.#watch.follow(client);
    if (another) this.#openMicrophone();
    if (another || changed.has("video")) this.#openCamera();
    this.#microphone.follow(this.#watch.settings);
    this.#camera.follow(this.#watch.settings);
  }

  protected override render(): TemplateResult {
    const { deviceSettings, preview: words } = this.words;
    const { running, stream, trouble } = this.#camera;
    const seen = this.video && trouble === null;
    const label = seen ? words.cameraOff : words.cameraOn;
    const toggle = (): void => this.#turn(!seen);
    return html`
      ${this.noHeading ? nothing : html`<h2 class="head" part="heading">${words.ready(this.person(this.to).name)}</h2>`}
      <div class="stage">
        <div class="picture">
          ${mirror(stream, deviceSettings.preview, running ? words.cameraStarts : words.cameraIsOff)}
          ${iconButton({ icon: seen ? "camera" : "camera-off", label, onClick: toggle })}
        </div>
        <div class="fields">
          ${this.#chooser({ setting: "microphone", trouble: this.#microphone.trouble, onOpen: () => this.#openMicrophone() })}
          ${this.#microphone.trouble ? nothing : levelBar(this.#microphone.level, deviceSettings.level)}
          ${this.#chooser({ setting: "camera", trouble, onOpen: () => this.#openCamera() })}
          ${this.#chooser({ setting: "speaker" })}
          <div class="actions">${this.#starts(seen)}</div>
        </div>
      </div>
    `;
  }

  /** What the eye expects to happen comes first. */
  #starts(seen: boolean): TemplateResult {
    const { preview: words } = this.words;
    const start = (video: boolean, first: boolean): TemplateResult => {
      const [kind, part] = first ? ["button primary", "button start"] : ["button", "button"];
      const text = video ? words.withVideo : words.withoutVideo;
      return html`<button type="button" class=${kind} part=${part} @click=${() => this.#done(video)}>${text}</button>`;
    };
    const cancel = (): void => this.emit("ringback-prejoin-cancel", null);
    return html`${seen ? start(true, true) : nothing}${start(false, !seen)}
      <button type="button" class="button quiet" part="button" @click=${cancel}>${words.back}</button>`;
  }

  /** The devices are free when the call opens them. */
  #done(video: boolean): void {
    this.#microphone.stop();
    this.#camera.stop();
    this.emit("ringback-prejoin-done", { wanted: { ...this.wanted, video } });
  }

  #turn(video: boolean): void {
    if (video === this.video) this.#openCamera(); // refused or in use before
    else this.video = video;
  }

  #openCamera(): void {
    this.#camera.stop();
    if (this.#client && this.video) void this.#camera.start(this.#client, this.#watch.settings);
  }

  #openMicrophone(): void {
    this.#microphone.stop();
    if (this.#client) void this.#microphone.start(this.#client);
  }

  #chooser(chosen: Chosen): TemplateResult {
    const sentence = (code: string): ReturnType<typeof this.sentence> => this.sentence(code);
    return deviceChooser({ watch: this.#watch, words: this.words.deviceSettings, sentence }, chosen);
  }
}
