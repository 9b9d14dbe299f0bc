import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { Call } from "../index.ts";
import { CallCompanions } from "./behaviour/call-companions.ts";
import { CallKeys } from "./behaviour/call-keys.ts";
import { FloatingWindow } from "./behaviour/floating-window.ts";
import { focused, focusOrigin } from "./behaviour/focus-origin.ts";
import { KEYS, type Command } from "./behaviour/keyboard.ts";
import { PageBehind } from "./behaviour/page-behind.ts";
import { carryOut, sendTone, toggleFullScreen, togglePictureInPicture } from "./call-commands.ts";
import { callFrame } from "./call-frame.ts";
import type { CallScene, Obstacle, Sheet } from "./call-scene.ts";
import { shown } from "./calls-shown.ts";
import { RingbackElement } from "./ringback-element.ts";
import { callViewStyles } from "./ringback-call-view.css.ts";
import { openTopLayer } from "./top-layer.ts";

/**
 * The call that goes on: its pictures, what the other side does, the controls, and in the end how it ended. There is
 * nothing to see without a call. It fills the box that it is given.
 *
 * @element ringback-call-view
 * @attr {boolean} minimised - Whether the call is a small window, which can be dragged or moved with the arrow keys.
 * @attr {boolean} overlay - Whether a call fills the window of the browser rather than the element's box.
 * @attr {boolean} no-shortcuts - No keys but those of the buttons.
 * @fires {CustomEvent<{ minimised: boolean }>} ringback-minimise - The call has become a small window, or large again.
 * @csspart view - Everything.
 * @csspart stage - Where the other side is seen.
 * @csspart screen - The screen that the other side shares.
 * @csspart remote - The other side's camera.
 * @csspart own - One's own picture.
 * @csspart bar - The controls.
 */
export class RingbackCallView extends RingbackElement {
  static override styles = [RingbackElement.styles, callViewStyles];
  static override properties: PropertyDeclarations = {
    ...RingbackElement.properties,
    minimised: { type: Boolean, reflect: true },
    overlay: { type: Boolean, reflect: true },
    noShortcuts: { type: Boolean, attribute: "no-shortcuts" },
    sheet: { state: true },
    trouble: { state: true },
    dismissed: { state: true },
  };
  declare minimised: boolean;
  declare overlay: boolean;
  declare noShortcuts: boolean;
  declare private sheet: Sheet | null;
  /** The codes of what went wrong with the last thing asked for here, and of what the person has read and closed. */
  declare private trouble: string | null;
  declare private dismissed: string | null;
  readonly #companions = new CallCompanions(this, () => this.requestUpdate());
  readonly #window = new FloatingWindow();
  readonly #behind = new PageBehind();
  #call: Call | undefined;

  constructor() {
    super();
    this.minimised = this.overlay = this.noShortcuts = false;
    this.sheet = this.trouble = this.dismissed = null;
    new CallKeys(this, {
      on: () => !this.noShortcuts && this.#live !== undefined,
      alone: () => !this.minimised,
      act: this.#act,
      muted: () => this.#live?.snapshot.own.audio === false,
      talk: (on) => this.#live?.mute(!on),
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { current, ringing } = shown(this.store.calls);
    if (ringing.length > 0 && this.sheet !== "more") this.sheet = null; // modal, it would keep one from answering
    if (changed.get("minimised") !== undefined) this.emit("ringback-minimise", { minimised: this.minimised });
    if (current === this.#call) return;
    this.#call = current;
    this.sheet = this.trouble = this.dismissed = null;
  }

  override render(): TemplateResult | typeof nothing {
    const call = this.#call;
    if (call && this.#live) return callFrame(this.#scene(call), this.#window);
    if (!call) return nothing;
    return html`<section class="view ${this.overlay ? "overlay over" : ""}" popover=${this.overlay ? "manual" : nothing}>
      <ringback-call-ended .client=${this.client} .call=${call}></ringback-call-ended>
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    const live = this.#live;
    const view = this.renderRoot.querySelector<HTMLElement>(".view");
    openTopLayer(this.renderRoot);
    this.#companions.follow(live, live ? this.person(live.userId).name : "");
    this.#window.follow(live && this.minimised && view ? view : undefined);
    this.#moveFocus(view);
    this.#behind.follow(view && this.overlay && !this.minimised ? this : undefined, this.phone);
    if (changed.get("sheet") && this.sheet === null && focused() === document.body) view?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#companions.follow(undefined, "");
    this.#window.follow(undefined);
    focusOrigin.giveBack(this);
  }

  /** The call while it goes on. */
  get #live(): Call | undefined {
    return this.#call?.snapshot.phase === "ended" ? undefined : this.#call;
  }

  /** Into the call when it is there, to its end when it has ended, and back when it is gone. */
  #moveFocus(view: HTMLElement | null): void {
    const target = this.renderRoot.querySelector<HTMLElement>("ringback-call-ended, .handle") ?? view;
    focusOrigin.follow(this, `${this.#live !== undefined} ${this.minimised}`, target);
  }

  readonly #act = async (command: Command): Promise<void> => {
    if (command === "help") this.sheet = "help";
    else if (command === "minimise") this.minimised = !this.minimised;
    else if (command === "full-screen") toggleFullScreen(this);
    else if (command === "picture") togglePictureInPicture(this.renderRoot.querySelector("video"));
    else if (command === "quality") this.renderRoot.querySelector("ringback-quality")?.toggleAttribute("open");
    else if (this.#live) this.trouble = await carryOut(command, this.#live);
  };

  #scene(call: Call): CallScene {
    const { client, minimised, overlay, words, sheet } = this;
    return {
      ...{ client, call, snapshot: call.snapshot, minimised, overlay, words, sheet },
      person: this.person(call.userId),
      held: shown(this.store.calls).held,
      canShare: client?.devices.canShareScreen ?? false,
      notice: this.#notice(call),
      soundBlocked: this.store.snapshot?.soundBlocked ?? false,
      away: this.store.snapshot?.connection === "waiting",
      keys: this.noShortcuts ? {} : KEYS,
      act: this.#act,
      open: (next) => (this.sheet = next),
      tone: (tone) => (this.trouble = sendTone(call, tone)),
      dismiss: () => ((this.dismissed = this.#notice(call)?.code ?? null), (this.trouble = null)),
      nameOf: (userId) => this.person(userId).name,
    };
  }

  #notice({ snapshot, userId }: Call): Obstacle | null {
    const code = this.trouble ?? snapshot.notice ?? snapshot.trouble;
    if (code === null || (code === this.dismissed && !this.trouble)) return null;
    return { code, asked: this.trouble !== null, said: this.sentence(code, { other: this.person(userId).name }) };
  }
}
