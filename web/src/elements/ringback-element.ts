import { LitElement, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { CallError, type CallClient, type Wanted } from "../index.ts";
import type { Cancel } from "../clock.ts";
import { sentence, type About, type Sentence } from "../words/sentence.ts";
import { controls } from "./controls.css.ts";
import { languageOf, languageTag, watchLanguages, type ElementWords } from "./languages.ts";
import { phoneOf, watchPhones, type Person, type Phone } from "./phones.ts";
import { StoreController } from "./store-controller.ts";
import { theme } from "./theme.ts";

/**
 * What all elements have: the looks, the words of the page's language, and the client of the phone they belong to.
 *
 * @attr {string} for - The id of the phone that it belongs to, where there are several.
 * @attr {"light" | "dark"} theme - How it looks; as the system does where this is left out.
 * @fires {CustomEvent<{ code: string, userId: string }>} ringback-refused - It should have called somebody, without a phone
 *   to say why not: there is another call, say.
 * @prop {CallClient | undefined} client - The client; that of the phone, unless another one is handed over.
 */
export class RingbackElement extends LitElement {
  static override styles: CSSResultGroup = [theme, controls];
  static override properties: PropertyDeclarations = { client: { attribute: false, noAccessor: true } };
  /** What there is to show. */
  protected readonly store = new StoreController(this);
  #own: CallClient | undefined;
  #stop: Cancel[] = [];

  /** The client that was handed over, else that of the phone. */
  get client(): CallClient | undefined {
    return this.#own ?? this.phone?.client;
  }

  set client(client: CallClient | undefined) {
    this.#own = client;
    if (this.isConnected) this.clientChanged();
  }

  /** The phone that it is in, that `for` names, or the only one of the page. */
  protected get phone(): Phone | undefined {
    return phoneOf(this);
  }

  /** The tag of the language, as `Intl` takes it. */
  protected get language(): string {
    return languageTag(this);
  }

  protected get words(): ElementWords {
    return languageOf(this.language).words;
  }

  /** What a code means, and what can be done, in the page's language. */
  protected sentence(code: string, about?: About): Sentence {
    return sentence(code, about, languageOf(this.language).sentences);
  }

  /** Who that is; the id itself where the application does not say. */
  protected person(userId: string): Person {
    return this.phone?.personOf?.(userId) ?? { name: userId };
  }

  /** Calls somebody, by way of the phone if there is one. */
  protected place(userId: string, wanted: Wanted): void {
    if (this.phone) return this.phone.place(userId, wanted);
    try {
      this.client?.call(userId, wanted);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.emit("ringback-refused", { code: error.code, userId });
    }
  }

  /** Tells the application; `type` begins with `ringback-`. */
  protected emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = [watchPhones(() => this.clientChanged()), watchLanguages(this, () => this.requestUpdate())];
    this.clientChanged();
    this.requestUpdate(); // at another place there may be another phone, or another language
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop) stop();
  }

  /** The client may be another one. */
  protected clientChanged(): void {
    this.store.follow(this.client);
  }
}
