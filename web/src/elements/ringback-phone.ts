// Longer than usual: everything that an application may set on it, hear from it and style is told in one place.
import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { CallError, type CallClient, type CallSnapshot, type GetToken, type Wanted } from "../index.ts";
import type { Sentence } from "../words/sentence.ts";
import { CallReporter } from "./behaviour/call-reporter.ts";
import { LiveRegion } from "./behaviour/live-region.ts";
import { CallNotifications } from "./behaviour/notifications.ts";
import { PhoneConnection } from "./behaviour/phone-connection.ts";
import { isMissed, shown } from "./calls-shown.ts";
import { MissedCalls } from "./missed-calls.ts";
import type { PhoneConfig } from "./phone-client.ts";
import { phoneFrame, type Panel } from "./phone-frame.ts";
import { toast, type Toast } from "./phone-toast.ts";
import { phonesChanged, type PersonOf, type Phone } from "./phones.ts";
import { RingbackElement } from "./ringback-element.ts";
import { phoneStyles } from "./ringback-phone.css.ts";
import { openTopLayer } from "./top-layer.ts";

/**
 * Everything in one: people, past calls, settings, calls that come in and the call that goes on. It fills the box that
 * it is given. With `bare` there is only the call, over the page; the page brings its own list, and call buttons.
 *
 * @element ringback-phone
 * @attr {string} server - Where ringback is mounted, as the page sees it: "/calls". The phone connects as soon as it has
 *   this and the page is read; what else is set later than that is not looked at.
 * @attr {string} token-url - Where the token of the user comes from: as text, as a JSON string, or as `{"token": "…"}`.
 *   Without it, and without `getToken`, the server goes by the page's cookies.
 * @attr {boolean} bare - No panels: the call lies over the page, and there is nothing to see without one.
 * @attr {boolean} call-waiting - Calls ring during a call as well, and the one before goes on hold.
 * @attr {boolean} prejoin - A look in the mirror before each video call that is placed here, unless a call goes on already.
 * @attr {boolean} no-shortcuts - No keys but those of the buttons.
 * @prop {CallClient | undefined} client - A client of the application's own, which connects and closes it.
 * @prop {GetToken | undefined} getToken - Gives the token of the user, in place of `token-url`.
 * @prop {PersonOf | undefined} personOf - Tells the name and the picture of a user id; null: the id is the name.
 * @prop {readonly string[] | null} userIds - Whom the list of people shows; null: everybody who is online.
 * @fires {CustomEvent<{ userId: string }>} ringback-ready - The phone is connected, as this user.
 * @fires {CustomEvent<CallSnapshot>} ringback-call - A call has begun, in either direction.
 * @fires {CustomEvent<CallSnapshot>} ringback-ended - A call is over; `reason` says why.
 * @slot brand - What stands at the top: a logo, a name.
 * @slot menu - What stands beside the user's own name: a button to sign out.
 * @slot people-empty - What stands there while nobody is online.
 * @csspart header - The top.
 * @csspart tab - Each of people, calls, settings.
 * @csspart banner - What stands in the way of all calls.
 * @csspart toast - What is said in passing.
 * @csspart person - The row of one person.
 * @csspart search - The field that searches people.
 * @csspart voice - The buttons of people that call without a picture.
 * @csspart video - The buttons of people that call with one.
 * @csspart card - A call that rings.
 * @csspart accept - Takes it.
 * @csspart accept-voice - Takes it without a picture from here.
 * @csspart decline - Declines it.
 * @csspart view - The call that goes on, and how it ended.
 * @csspart stage - Where the other side is seen.
 * @csspart screen - The screen that the other side shares.
 * @csspart remote - The other side's camera.
 * @csspart own - One's own picture.
 * @csspart bar - The controls of a call.
 * @csspart mute - The button of the microphone.
 * @csspart camera - The button of the camera.
 * @csspart share - The button of the screen.
 * @csspart more - The button of everything else.
 * @csspart hang-up - The red button.
 * @csspart menu - What the button "More" opens.
 * @csspart notice - What stands in the way of a call, and what to do.
 * @csspart dialog - The keypad, the devices, the keyboard shortcuts.
 */
export class RingbackPhone extends RingbackElement implements Phone {
  static override styles = [RingbackElement.styles, phoneStyles];
  static override properties: PropertyDeclarations = {
    ...RingbackElement.properties,
    server: {},
    tokenUrl: { attribute: "token-url" },
    bare: { type: Boolean, reflect: true },
    callWaiting: { type: Boolean, attribute: "call-waiting" },
    prejoin: { type: Boolean },
    noShortcuts: { type: Boolean, attribute: "no-shortcuts" },
    getToken: { attribute: false },
    personOf: { attribute: false },
    userIds: { attribute: false },
    panel: { state: true },
    toast: { state: true },
    preview: { state: true },
    minimised: { state: true },
  };
  declare server: string | null;
  declare tokenUrl: string | null;
  declare bare: boolean;
  declare callWaiting: boolean;
  declare prejoin: boolean;
  declare noShortcuts: boolean;
  declare getToken: GetToken | undefined;
  declare personOf: PersonOf | undefined;
  declare userIds: readonly string[] | null;
  declare private panel: Panel;
  declare private toast: Toast | null;
  /** Whom the person is about to call. */
  declare private preview: { readonly userId: string; readonly wanted: Wanted } | null;
  declare private minimised: boolean;
  readonly #live = new LiveRegion(this);
  readonly #connection = new PhoneConnection(this, {
    config: () => (this.server === null ? null : { ...this.#options, server: this.server }),
    changed: () => this.isConnected && phonesChanged(this),
    ready: (userId) => this.emit("ringback-ready", { userId }),
  });
  readonly #reporter = new CallReporter({
    words: () => this.words,
    sentence: (code, call) => this.#said(code, call.userId, call),
    nameOf: (userId) => this.person(userId).name,
    say: (announcement) => this.#live.say(announcement),
    note: (code, call) => {
      this.toast = { code, userId: call.userId, missed: isMissed(call) ? { video: call.withVideo } : null };
    },
    emit: (type, call) => this.emit(type, call),
  });
  #missed: MissedCalls | undefined;
  #counted: CallClient | undefined;

  constructor() {
    super();
    this.server = this.tokenUrl = this.userIds = this.toast = this.preview = null;
    this.bare = this.callWaiting = this.prejoin = this.noShortcuts = this.minimised = false;
    this.panel = "people";
  }

  override get client(): CallClient | undefined {
    return this.#connection.client;
  }

  override set client(client: CallClient | undefined) {
    this.#connection.give(client);
  }

  override place(userId: string, wanted: Wanted): void {
    if (this.prejoin && wanted.video && !this.#hasCall) this.preview = { userId, wanted };
    else this.#call(userId, wanted);
  }

  note(code: string, userId = ""): void {
    this.toast = { code, userId, missed: null };
    const { what, next } = this.#said(code, userId);
    this.#live.say({ text: `${what} ${next}`, urgent: true });
  }

  override render(): TemplateResult {
    const { current } = shown(this.store.calls);
    const isOver = current?.snapshot.phase === "ended";
    const isOpen = current !== undefined && (isOver || !this.minimised);
    return html`${this.bare ? nothing : html`<div class="frame" ?inert=${isOpen}>${this.#frame()}</div>`}
      ${this.preview ? this.#mirror(this.preview.userId, this.preview.wanted) : nothing}
      <ringback-call-view
        class=${current ? "" : "empty"}
        exportparts="view, stage, screen, remote, own, bar, mute, camera, share, more, hang-up, menu, notice, dialog, button, avatar"
        .minimised=${this.minimised && !isOver}
        .overlay=${this.bare}
        .noShortcuts=${this.noShortcuts}
        @ringback-minimise=${(event: CustomEvent<{ minimised: boolean }>) => (this.minimised = event.detail.minimised)}
      ></ringback-call-view>
      <ringback-incoming-call exportparts="card, accept, accept-voice, decline, button, avatar"></ringback-incoming-call>
      ${this.toast ? this.#toast(this.toast) : nothing} ${this.#live.render()}`;
  }

  protected override willUpdate(): void {
    if (this.#hasCall) this.preview = null;
    else this.minimised = false;
  }

  protected override updated(): void {
    openTopLayer(this.renderRoot);
    this.#reporter.see(this.store.calls);
    const { note, userId, connection } = this.store.snapshot ?? {};
    if (!this.bare || this.#hasCall) this.#reporter.connected(connection);
    if (!note || userId === null) return;
    this.client?.dismissNote();
    this.note(note.code, note.userId);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("ringback-missed", this.#update);
    phonesChanged(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reporter.close();
    this.#missed?.close();
    this.#counted = undefined;
    phonesChanged(this);
  }

  protected override clientChanged(): void {
    super.clientChanged();
    if (this.#counted === this.client) return;
    this.#counted = this.client;
    this.#missed?.close();
    this.#missed = this.client && new MissedCalls(this.client, this.#update);
  }

  get #options(): Omit<PhoneConfig, "server"> {
    const { tokenUrl, getToken, callWaiting } = this;
    return { tokenUrl, getToken, callWaiting, presence: this.userIds === null && !this.bare };
  }

  /** A call rings or goes on. */
  get #hasCall(): boolean {
    return this.store.calls.some(({ snapshot }) => snapshot.phase !== "ended");
  }

  readonly #update = (): void => this.requestUpdate();

  #call(userId: string, wanted: Wanted): void {
    try {
      this.client?.call(userId, wanted);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.note(error.code, userId);
    }
  }

  #said(code: string, userId: string, call?: CallSnapshot): Sentence {
    return this.sentence(code, { other: userId && this.person(userId).name, incoming: call?.direction === "incoming" });
  }

  #frame(): TemplateResult {
    const { snapshot } = this.store;
    return phoneFrame({
      ...{ snapshot, words: this.words, panel: this.panel, userIds: this.userIds, problem: this.#problem() },
      me: snapshot?.userId ? this.person(snapshot.userId) : null,
      missed: this.#missed?.count ?? 0,
      hasEmpty: this.querySelector("[slot='people-empty']") !== null,
      canAskToNotify: CallNotifications.canAsk,
      show: (panel) => (this.panel = panel),
      askToNotify: () => void Notification.requestPermission().then(this.#update),
    });
  }

  #problem(): string | null {
    const { problem } = this.#connection;
    if (problem === null) return null;
    if (problem === "insecure") return this.words.insecure;
    const { what, next } = this.sentence(problem);
    return `${what} ${next}`;
  }

  #mirror(userId: string, wanted: Wanted): TemplateResult {
    const done = (event: CustomEvent<{ wanted: Wanted }>): void => {
      this.preview = null;
      this.#call(userId, event.detail.wanted);
    };
    const cancel = (): void => void (this.preview = null);
    return html`<dialog class="mirror" aria-label=${this.words.callWith(this.person(userId).name)} @close=${cancel}>
      <ringback-prejoin to=${userId} .wanted=${wanted} @ringback-prejoin-done=${done} @ringback-prejoin-cancel=${cancel}></ringback-prejoin>
    </dialog>`;
  }

  #toast(note: Toast): TemplateResult {
    const close = (): void => void (this.toast = null);
    const callBack = (): void => {
      close();
      this.place(note.userId, { video: note.missed?.video ?? false });
    };
    const incoming = note.missed !== null;
    const said = this.sentence(note.code, { other: note.userId && this.person(note.userId).name, incoming });
    return toast(note, said, this.words, { callBack, close });
  }
}
