import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "./icons.ts";
import { panel } from "./panel.css.ts";
import { avatar } from "./avatar.ts";
import { iconButton } from "./icon-button.ts";
import { matching, peopleRows, stranger, type PersonRow } from "./people-rows.ts";
import { PresenceWatch } from "./presence-watch.ts";
import { RingbackElement } from "./ringback-element.ts";
import { styles } from "./ringback-people.css.ts";

/** More would be slow to draw, and nobody reads them: they search. */
const SHOWN = 100;

/**
 * People, who of them is online, and two buttons to call each. Its field searches, and calls by name whoever is not in
 * the list.
 *
 * @element ringback-people
 * @attr {boolean} listed-only - Nobody can be called who is not in the list.
 * @attr {boolean} no-heading - Without the heading, where the page has its own.
 * @prop {readonly string[] | null} userIds - Whom to show; null: everybody who is online, as far as the client is told.
 * @slot empty - What stands there while nobody is in the list.
 * @csspart heading - The heading.
 * @csspart search - The field.
 * @csspart person - The row of one person.
 * @csspart avatar - The picture of a person.
 * @csspart button - Each button.
 * @csspart voice - The buttons that call without a picture.
 * @csspart video - The buttons that call with one.
 */
export class RingbackPeople extends RingbackElement {
  static override styles = [RingbackElement.styles, panel, styles];
  static override properties = {
    ...RingbackElement.properties,
    userIds: { attribute: false },
    listedOnly: { type: Boolean, attribute: "listed-only" },
    noHeading: { type: Boolean, attribute: "no-heading" },
    query: { state: true },
  };
  declare userIds: readonly string[] | null;
  declare listedOnly: boolean;
  declare noHeading: boolean;
  declare private query: string;
  readonly #presence = new PresenceWatch(this);

  constructor() {
    super();
    this.userIds = null;
    this.listedOnly = this.noHeading = false;
    this.query = "";
  }

  protected override updated(): void {
    this.#presence.follow(this.client, this.userIds);
  }

  protected override render(): TemplateResult {
    const { words, query } = this;
    const self = this.store.snapshot?.userId ?? null;
    const rows = peopleRows({
      userIds: this.userIds,
      online: this.store.snapshot?.online ?? new Set(),
      self,
      personOf: (userId) => this.person(userId),
      language: this.language,
    });
    const found = matching(rows, query);
    const unlisted = this.listedOnly ? null : stranger(rows, query, self);
    const shown = found.slice(0, SHOWN);
    return html`
      ${this.noHeading ? nothing : html`<h2 class="head" part="heading">${words.people}</h2>`}
      <div class="search" ?hidden=${rows.length === 0 && this.listedOnly}>
        ${icon("search")}
        <input
          class="field"
          part="search"
          type="search"
          dir="auto"
          autocomplete="off"
          spellcheck="false"
          aria-label=${words.peopleList.search}
          placeholder=${words.peopleList.search}
          .value=${query}
          @input=${(event: InputEvent) => (this.query = (event.target as HTMLInputElement).value)}
        />
      </div>
      <ul aria-label=${words.people} ?hidden=${shown.length === 0 && !unlisted}>
        ${repeat(shown, ({ userId }) => userId, (row) => this.#row(row, row.online ? words.peopleList.online : words.peopleList.offline))}
        ${unlisted ? this.#row({ userId: unlisted, name: unlisted, online: false }, words.peopleList.unlisted) : nothing}
      </ul>
      ${shown.length < found.length ? html`<p class="hint">${words.peopleList.shownOf(shown.length, found.length)}</p>` : nothing}
      ${shown.length || unlisted ? nothing : this.#nobody(rows.length > 0)}
    `;
  }

  #row(row: PersonRow, status: string): TemplateResult {
    const { words } = this;
    const call = (video: boolean) => () => this.place(row.userId, { video });
    const [voice, video] = [words.callVoice(row.name), words.callVideo(row.name)];
    return html`<li part="person" class=${row.online ? "online" : ""}>
      <span class="who">${avatar(row)}</span>
      <span class="words"><span class="name"><bdi>${row.name}</bdi></span><span class="hint">${status}</span></span>
      <span class="calls">
        ${iconButton({ icon: "phone", label: voice, kind: "quiet", part: "voice", onClick: call(false) })}
        ${iconButton({ icon: "camera", label: video, kind: "soft", part: "video", onClick: call(true) })}
      </span>
    </li>`;
  }

  #nobody(searching: boolean): TemplateResult {
    const { peopleList: words } = this.words;
    if (searching) return html`<p class="empty" role="status"><b>${words.notFound}</b></p>`;
    const hint = html`${icon("people")}<b>${words.nobody}</b><span>${words.nobodyHint}</span>`;
    return html`<slot name="empty"><div class="empty">${hint}</div></slot>`;
  }
}
