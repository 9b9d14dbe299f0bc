import { html, type TemplateResult } from "lit";
import type { Settings } from "../index.ts";
import { choiceField } from "./device-parts.ts";
import { spokenTime } from "./format.ts";
import type { ElementWords } from "./languages.ts";

/** Offered besides what is set; the server allows 5 to 180 seconds. */
const RING_MS = [15_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000];

/** A sound that calls may ring with. */
export interface Ringtone {
  readonly name: string;
  readonly url: string;
}

/** What the fields about ringing are drawn with. */
export interface RingFields {
  readonly settings: Settings;
  readonly ringtones: readonly Ringtone[];
  readonly words: ElementWords["deviceSettings"];
  readonly language: string;
  readonly onSet: (changed: Partial<Settings>) => void;
}

/** With which sound calls ring here, and how long they ring at others. */
export function ringFields({ settings, ringtones, words, language, onSet }: RingFields): TemplateResult {
  const { ringtone, ringMs } = settings;
  const tones = ringtones.map(({ name, url }) => ({ value: url as Settings["ringtone"], label: name }));
  const times = [...new Set([...RING_MS, ringMs])].sort((one, other) => one - other);
  return html`
    ${choiceField({
      label: words.ringtone,
      options: [{ value: true, label: words.standardTone }, ...tones, { value: false, label: words.silent }],
      chosen: ringtone,
      onChoose: (value) => onSet({ ringtone: value }),
    })}
    ${choiceField({
      label: words.ringTime,
      options: times.map((value) => ({ value, label: spokenTime(value, language) })),
      chosen: ringMs,
      onChoose: (value) => onSet({ ringMs: value }),
    })}
  `;
}
