import type { Call, Ended } from "./call-state.ts";
import { byId, say, showAvatar } from "./dom.ts";
import { endWords } from "./words.ts";

/** What the buttons after a call do. */
export interface EndedActions {
  readonly onCallAgain: (peer: string, video: boolean) => void;
  readonly onDismiss: () => void;
}

/** How a call ended, and what can be done next. */
export class EndedView {
  readonly #callAgain = byId("call-again", HTMLButtonElement);
  #call: Call | undefined;

  constructor({ onCallAgain, onDismiss }: EndedActions) {
    this.#callAgain.addEventListener("click", () => this.#call && onCallAgain(this.#call.peer, this.#call.video));
    byId("dismiss", HTMLButtonElement).addEventListener("click", onDismiss);
  }

  show(ended: Ended): void {
    const { title, next } = endWords(ended);
    this.#call = ended.call;
    showAvatar(byId("ended-avatar", HTMLSpanElement), ended.call.peer);
    say(byId("ended-title", HTMLHeadingElement), title);
    say(byId("ended-next", HTMLParagraphElement), next);
    say(this.#callAgain, ended.reason === "missed" ? "Call back" : "Call again");
    this.#callAgain.hidden = ended.reason.endsWith("elsewhere") || ended.reason === "not_allowed";
  }
}
