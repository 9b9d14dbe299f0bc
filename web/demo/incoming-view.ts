import type { Call } from "./call-state.ts";
import { byId, say, showAvatar } from "./dom.ts";

/** What the buttons of an incoming call do. */
export interface IncomingActions {
  readonly onAccept: (video: boolean) => void;
  readonly onDecline: () => void;
}

/** Somebody is calling. Escape declines, and Enter accepts because that button has the focus. */
export class IncomingView {
  readonly #dialog = byId("incoming", HTMLDialogElement);
  readonly #acceptVoice = byId("accept-voice", HTMLButtonElement);
  #video = false;

  constructor({ onAccept, onDecline }: IncomingActions) {
    byId("accept", HTMLButtonElement).addEventListener("click", () => onAccept(this.#video));
    this.#acceptVoice.addEventListener("click", () => onAccept(false));
    byId("decline", HTMLButtonElement).addEventListener("click", onDecline);
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      onDecline();
    });
  }

  show({ peer, video }: Call): void {
    this.#video = video;
    showAvatar(byId("incoming-avatar", HTMLSpanElement), peer);
    say(byId("incoming-title", HTMLHeadingElement), `${peer} is calling`);
    say(byId("incoming-kind", HTMLParagraphElement), video ? "Video call" : "Voice call");
    this.#acceptVoice.hidden = !video;
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  hide(): void {
    this.#dialog.close();
  }
}
