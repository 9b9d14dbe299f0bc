import { html, type TemplateResult } from "lit";
import type { Sentence } from "../words/sentence.ts";
import { icon } from "./icons.ts";
import type { ElementWords } from "./languages.ts";
import { iconButton } from "./icon-button.ts";

/** Something said in passing; it stays until it is closed or the next takes its place. */
export interface Toast {
  readonly code: string;
  readonly userId: string;
  /** Whom to call back, where a call was missed. */
  readonly missed: { readonly video: boolean } | null;
}

/** What can be done with a toast. */
export interface ToastActions {
  readonly callBack: () => void;
  readonly close: () => void;
}

/**
 * What is said in passing, with what can be done about it.
 *
 * @csspart call-back - Calls back whose call was missed.
 * @csspart close - Puts it away.
 */
export function toast({ missed }: Toast, said: Sentence, words: ElementWords, { callBack, close }: ToastActions): TemplateResult {
  return html`<div class="toast" part="toast">
    ${icon(missed ? "missed" : "info")}
    <p dir="auto">${missed ? said.what : `${said.what} ${said.next}`}</p>
    ${missed
      ? iconButton({ icon: missed.video ? "camera" : "phone", label: words.callBack, text: words.callBack, kind: "soft", part: "call-back", onClick: callBack })
      : ""}
    ${iconButton({ icon: "close", label: words.close, kind: "quiet", part: "close", onClick: close })}
  </div>`;
}
