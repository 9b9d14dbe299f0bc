import { html, nothing, type TemplateResult } from "lit";
import { isBusy } from "./calls-shown.ts";
import { CameraTrial } from "./camera-trial.ts";
import { deviceChooser, type Chosen } from "./device-chooser.ts";
import { levelBar, mirror, switchRow } from "./device-parts.ts";
import { DeviceWatch } from "./device-watch.ts";
import { devices } from "./devices.css.ts";
import { icon, type IconName } from "./icons.ts";
import { MicrophoneTrial } from "./microphone-trial.ts";
import { panel } from "./panel.css.ts";
import { ringFields, type Ringtone } from "./ring-fields.ts";
import { RingbackElement } from "./ringback-element.ts";
import { styles } from "./ringback-device-settings.css.ts";

const PROCESSING = ["noiseSuppression", "echoCancellation", "autoGainControl"] as const;

/**
 * Microphone, camera and speakers: which ones, whether they work, and what may be done to the voice; how calls ring.
 * What is chosen here holds at once, in a call too, and is remembered for the user.
 *
 * @element ringback-device-settings
 * @attr {boolean} no-heading - Without the heading, where the page has its own.
 * @prop {readonly Ringtone[]} ringtones - Sounds that calls may ring with, besides the standard one.
 * @csspart heading - The heading.
 * @csspart section - Each of its boxes.
 * @csspart select - Each list to choose from.
 * @csspart switch - Each switch, with its label.
 * @csspart notice - What is amiss with a device.
 * @csspart level - The level of the microphone.
 * @csspart preview - The picture of the camera.
 * @csspart button - Each button.
 */
export class RingbackDeviceSettings extends RingbackElement {
  static override styles = [RingbackElement.styles, panel, devices, styles];
  static override properties = {
    ...RingbackElement.properties,
    noHeading: { type: Boolean, attribute: "no-heading" },
    ringtones: { attribute: false },
  };
  declare noHeading: boolean;
  declare ringtones: readonly Ringtone[];
  readonly #watch = new DeviceWatch(this);
  readonly #microphone = new MicrophoneTrial(this);
  readonly #camera = new CameraTrial(this);
  #busy = false;

  constructor() {
    super();
    this.noHeading = false;
    this.ringtones = [];
  }

  protected override clientChanged(): void {
    super.clientChanged();
    this.#watch.follow(this.client);
  }

  /** A call that begins is not to hear what is being tried out. */
  protected override willUpdate(): void {
    const busy = isBusy(this.store.calls);
    if (busy && !this.#busy) for (const trial of [this.#microphone, this.#camera]) trial.stop();
    this.#busy = busy;
    this.#microphone.follow(this.#watch.settings);
    this.#camera.follow(this.#watch.settings);
  }

  protected override render(): TemplateResult {
    const { deviceSettings: words, settings } = this.words;
    return html`
      ${this.noHeading ? nothing : html`<h2 class="head" part="heading">${settings}</h2>`}
      <div class="sections">
        <div>
          ${this.#section("microphone", words.microphone, this.#microphoneFields())}
          ${this.#section("speaker", words.speaker, this.#speakerFields())}
        </div>
        <div>
          ${this.#section("camera", words.camera, this.#cameraFields())}
          ${this.#section("bell", words.incoming, this.#ringFields())}
        </div>
      </div>
    `;
  }

  #section(picture: IconName, title: string, content: unknown): TemplateResult {
    return html`<section part="section" aria-label=${title}><h3>${icon(picture)}${title}</h3>${content}</section>`;
  }

  #microphoneFields(): TemplateResult {
    const { deviceSettings: words } = this.words;
    const { running, hearing, heard, level, trouble } = this.#microphone;
    const open = (hear = false): void => void (this.client && this.#microphone.start(this.client, hear));
    const { settings } = this.#watch;
    return html`
      ${this.#chooser({ setting: "microphone", headed: true, trouble, onOpen: open })}
      ${running
        ? html`${levelBar(level, words.level)}
            <p class="hint" role="status">${heard ? words.heard : words.speak}</p>
            ${switchRow({ label: words.hearYourself, hint: words.hearYourselfHint, on: hearing, onSwitch: open })}`
        : nothing}
      ${running
        ? this.#button(words.stopTest, () => this.#microphone.stop())
        : this.#button(words.test, () => open())}
      <div>
        ${PROCESSING.map((key) => {
          const onSwitch = (on: boolean): void => this.#watch.set({ [key]: on });
          return switchRow({ label: words[key], hint: words[`${key}Hint`], on: settings[key], onSwitch });
        })}
      </div>
    `;
  }

  #cameraFields(): TemplateResult {
    const { deviceSettings: words, preview } = this.words;
    const { running, stream, trouble } = this.#camera;
    const open = (): void => void (this.client && this.#camera.start(this.client, this.#watch.settings));
    return html`
      ${this.#chooser({ setting: "camera", headed: true, trouble, onOpen: open })}
      ${mirror(stream, words.preview, running ? preview.cameraStarts : preview.cameraIsOff)}
      ${running ? this.#button(words.hidePreview, () => this.#camera.stop()) : this.#button(words.showPreview, open)}
    `;
  }

  #speakerFields(): TemplateResult {
    const { deviceSettings: words } = this.words;
    const none = this.#watch.list("speaker").length === 0;
    return html`
      ${none ? html`<p class="hint">${words.fixedSpeaker}</p>` : this.#chooser({ setting: "speaker", headed: true })}
      ${this.#button(words.testSpeaker, () => this.client?.sounds.test())}
    `;
  }

  #ringFields(): TemplateResult {
    const { language, ringtones, words } = this;
    const { settings } = this.#watch;
    return html`
      ${this.#chooser({ setting: "ringSpeaker" })}
      ${ringFields({ settings, ringtones, words: words.deviceSettings, language, onSet: (changed) => this.#watch.set(changed) })}
      ${this.#button(words.deviceSettings.testRing, () => this.client?.sounds.test("ringSpeaker"))}
    `;
  }

  #chooser(chosen: Chosen): TemplateResult {
    const { deviceSettings: words } = this.words;
    return deviceChooser({ watch: this.#watch, words, sentence: (code) => this.sentence(code) }, chosen);
  }

  #button(text: string, onClick: () => void): TemplateResult {
    return html`<div><button type="button" class="button" part="button" @click=${onClick}>${text}</button></div>`;
  }
}
