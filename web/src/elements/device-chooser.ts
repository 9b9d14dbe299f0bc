import { html, nothing, type TemplateResult } from "lit";
import type { DeviceKind, Settings } from "../index.ts";
import type { Sentence } from "../words/sentence.ts";
import { accessOf, deviceChoice } from "./device-choice.ts";
import { choiceField, notice } from "./device-parts.ts";
import type { DeviceWatch } from "./device-watch.ts";
import type { ElementWords } from "./languages.ts";

/** What a chooser of devices is drawn with. */
export interface Chooser {
  readonly watch: DeviceWatch;
  readonly words: ElementWords["deviceSettings"];
  readonly sentence: (code: string) => Sentence;
}

/** One setting that holds a device, and what opening it has told. */
export interface Chosen {
  readonly setting: "microphone" | "camera" | "speaker" | "ringSpeaker";
  /** Its name stands above it already. */
  readonly headed?: boolean;
  readonly trouble?: string | null;
  /** Opens it, to try again. */
  readonly onOpen?: () => void;
}

/** Which device, and in words what stands in its way. With nothing to choose from there is no list. */
export function deviceChooser({ watch, words, sentence }: Chooser, chosen: Chosen): TemplateResult {
  const { setting, headed = false, trouble = null, onOpen } = chosen;
  const kind: DeviceKind = setting === "ringSpeaker" ? "speaker" : setting;
  const systemDefault = setting === "ringSpeaker" ? words.sameAsSpeaker : words.systemDefault;
  const choice = deviceChoice(watch.list(kind), watch.settings[setting], {
    kind: words[kind],
    systemDefault,
    numbered: words.numbered,
  });
  const { code, again } = accessOf(kind, watch.permission(kind), trouble);
  const field = choiceField({
    label: words[setting],
    headed,
    options: choice.options.map(({ deviceId, label }) => ({ value: deviceId, label })),
    chosen: choice.chosen,
    onChoose: (deviceId) => watch.set({ [setting]: deviceId } as Partial<Settings>),
  });
  const retry = html`<button type="button" class="button" part="button" @click=${() => onOpen?.()}>
    ${words.tryAgain}
  </button>`;
  return html`
    ${choice.options.length > 1 ? field : nothing}
    ${choice.gone && choice.options.length > 1 ? html`<p class="hint" role="status">${words.gone}</p>` : nothing}
    ${code ? notice(sentence(code), again ? retry : undefined) : nothing}
  `;
}
