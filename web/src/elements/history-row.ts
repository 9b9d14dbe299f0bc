import { html, nothing, type TemplateResult } from "lit";
import type { CallRecord } from "../index.ts";
import { dayOf, timeOf } from "./calendar.ts";
import { clockTime, spokenTime } from "./format.ts";
import { outcomeOf } from "./history-rows.ts";
import { icon, type IconName } from "./icons.ts";
import type { ElementWords } from "./languages.ts";
import { avatar } from "./avatar.ts";
import { iconButton } from "./icon-button.ts";
import type { Person } from "./phones.ts";

/** What the row of a call is drawn with. */
export interface HistoryRow {
  readonly call: CallRecord;
  readonly person: Person;
  readonly words: ElementWords["callHistory"];
  readonly language: string;
  readonly onCall: (video: boolean) => void;
}

/** One call: with whom, what became of it, when, and two buttons to call back. */
export function historyRow({ call, person, words, language, onCall }: HistoryRow): TemplateResult {
  const { missed, placedAt, durationMs } = call;
  const at = new Date(placedAt);
  const back = (video: boolean) => () => onCall(video);
  const [voice, video] = [words.callBack(person.name), words.callBackVideo(person.name)];
  return html`<li part="call" class=${missed ? "missed" : ""}>
    ${avatar(person)}
    <span class="words">
      <span class="name"><bdi>${person.name}</bdi></span>
      <span class="hint outcome">
        ${icon(pictureOf(call))}${saidOf(call, words.outcomes)} ${lasted(durationMs, words, language)}
      </span>
    </span>
    <time datetime=${placedAt} title=${dayOf(at, new Date(), language)}>${timeOf(at, language)}</time>
    <span class="calls">
      ${iconButton({ icon: "phone", label: voice, kind: "quiet", part: "voice", onClick: back(false) })}
      ${iconButton({ icon: "camera", label: video, kind: "quiet video", part: "video", onClick: back(true) })}
    </span>
  </li>`;
}

function lasted(milliseconds: number | null, words: HistoryRow["words"], language: string): TemplateResult | typeof nothing {
  if (milliseconds === null) return nothing;
  const spoken = words.lasted(spokenTime(milliseconds, language));
  return html`<span class="lasted" aria-hidden="true">· ${clockTime(milliseconds)}</span><span class="unseen">${spoken}</span>`;
}

/** A server that is newer may know ends that have no words here. */
function saidOf(call: CallRecord, outcomes: Readonly<Record<string, string>>): string | undefined {
  return outcomes[outcomeOf(call)] ?? outcomes["completed"];
}

function pictureOf({ missed, direction }: CallRecord): IconName {
  if (missed) return "missed";
  return direction === "incoming" ? "received" : "placed";
}
