import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Call } from "../index.ts";
import type { Sentence } from "../words/sentence.ts";
import { endedStyles } from "./ringback-call-ended.css.ts";
import { canCallAgain, endCode, isMissed, shown } from "./calls-shown.ts";
import { spokenTime } from "./format.ts";
import { icon } from "./icons.ts";
import { avatar } from "./avatar.ts";
import { iconButton } from "./icon-button.ts";
import { RingbackElement } from "./ringback-element.ts";

const STARS = [1, 2, 3, 4, 5] as const;

/**
 * How a call ended: why, what can be done next, how long it lasted, and what the person thinks of it, which goes into
 * the record of the call. It is a part of the call view, and can be used alone.
 *
 * @element ringback-call-ended
 * @prop {Call | undefined} call - The call; the one that has ended last, unless another one is handed over.
 * @fires {CustomEvent<{ callId: string, rating: number }>} ringback-rating - The person has rated the call, from 1 to 5.
 * @csspart call-again - Calls the same person.
 * @csspart close - Goes back to what was there before.
 * @csspart rating - The five stars.
 */
export class RingbackCallEnded extends RingbackElement {
  static override styles = [RingbackElement.styles, endedStyles];
  static override properties: PropertyDeclarations = {
    ...RingbackElement.properties,
    call: { attribute: false },
    rated: { state: true },
  };
  declare call: Call | undefined;
  declare private rated: { readonly call: Call; readonly rating: number } | null;

  constructor() {
    super();
    this.rated = null;
  }

  override render(): TemplateResult | typeof nothing {
    const call = this.#call;
    if (call?.snapshot.phase !== "ended") return nothing;
    const { words } = this;
    const said = this.#said(call);
    const { connectedAt, endedAt, withVideo, reason } = call.snapshot;
    const lasted = connectedAt === null || endedAt === null ? null : spokenTime(endedAt - connectedAt, this.language);
    const again = isMissed(call.snapshot) ? words.callBack : words.callAgain;
    const callAgain = (): void => this.place(call.userId, { video: withVideo });
    return html`<section>
      ${avatar(this.person(call.userId))}
      <h2 tabindex="-1" dir="auto" aria-describedby="more">${said.what}</h2>
      <p id="more" dir="auto">${lasted === null ? nothing : words.lasted(lasted)} ${said.next}</p>
      <div class="choices">
        ${canCallAgain(reason)
          ? iconButton({ icon: withVideo ? "camera" : "phone", label: again, text: again, kind: "primary", part: "call-again", onClick: callAgain })
          : nothing}
        ${iconButton({ icon: "close", label: words.close, text: words.close, part: "close", onClick: () => call.dismiss() })}
      </div>
      ${lasted === null ? nothing : this.#stars(call)}
    </section>`;
  }

  /** The heading: reading goes on from there, and pressing Enter once too often calls nobody. */
  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector("h2")?.focus(options));
  }

  get #call(): Call | undefined {
    return this.call ?? shown(this.store.calls).current;
  }

  /** A call that failed for a known trouble is explained by that. */
  #said({ snapshot, userId }: Call): Sentence {
    const about = { other: this.person(userId).name, incoming: snapshot.direction === "incoming" };
    return this.sentence(endCode(snapshot), about);
  }

  /** Radio buttons, so that the arrow keys choose among them. */
  #stars(call: Call): TemplateResult {
    const { words, rated } = this;
    const rating = rated?.call === call ? rated.rating : 0;
    return html`<fieldset part="rating">
      <legend class=${rating > 0 ? "unseen" : ""}>${words.howWasIt}</legend>
      <p role="status">${rating > 0 ? words.thanks : nothing}</p>
      ${STARS.map(
        (star) =>
          html`<label class=${star <= rating ? "lit" : ""} title=${words.stars[star]}
            ><input type="radio" name="rating" .checked=${star === rating} @change=${() => this.#rate(call, star)} /><span class="unseen"
              >${words.stars[star]}</span
            >${icon("star")}</label
          >`,
      )}
    </fieldset>`;
  }

  #rate(call: Call, rating: (typeof STARS)[number]): void {
    const { callId } = call;
    this.rated = { call, rating };
    this.client?.report(callId, { rating });
    this.emit("ringback-rating", { callId, rating });
  }
}
