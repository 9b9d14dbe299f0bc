import type { CallState } from "./call-state.ts";
import { byId, say } from "./dom.ts";
import { EndedView } from "./ended-view.ts";
import { IncomingView } from "./incoming-view.ts";
import { note } from "./notes.ts";
import type { OutgoingVideo } from "./outgoing-video.ts";
import type { Phone } from "./phone.ts";
import { RingTone, type Tone } from "./ring-tone.ts";
import { showScreen } from "./screens.ts";
import { StageView } from "./stage-view.ts";
import { endWords, stateWords } from "./words.ts";

/** Shows the state of the phone, and hands clicks to it. */
export class CallView {
  readonly #phone: Phone;
  readonly #tone = new RingTone();
  readonly #live = byId("live", HTMLParagraphElement);
  readonly #stage: StageView;
  readonly #incoming: IncomingView;
  readonly #ended: EndedView;

  constructor(phone: Phone) {
    this.#phone = phone;
    this.#stage = new StageView({
      onMute: () => phone.line?.toggleMute(),
      onCamera: () => change(phone.line?.video, (video) => video.toggleCamera()),
      onScreen: () => change(phone.line?.video, (video) => video.toggleScreen()),
      onHangUp: () => phone.do({ type: "hang-up" }),
    });
    this.#incoming = new IncomingView({
      onAccept: (video) => phone.do({ type: "accept", video }),
      onDecline: () => phone.do({ type: "decline" }),
    });
    this.#ended = new EndedView({
      onCallAgain: (peer, video) => phone.dial(peer, video),
      onDismiss: () => phone.do({ type: "dismiss" }),
    });
  }

  /** Everything anew; what has not changed stays untouched. */
  show(): void {
    const { state, line } = this.#phone;
    this.#tone.play(toneOf(state));
    document.title = titleOf(state);
    say(this.#live, sentenceOf(state));
    if (state.phase === "incoming") this.#incoming.show(state.call);
    else this.#incoming.hide();
    if (state.phase === "idle" || state.phase === "incoming") {
      showScreen("people");
    } else if (state.phase === "ended") {
      this.#ended.show(state);
      showScreen("ended");
    } else {
      this.#stage.show(state, state.call, line);
      showScreen("stage");
      return;
    }
    this.#stage.clear();
  }
}

function change(video: OutgoingVideo | undefined, what: (video: OutgoingVideo) => Promise<void>): void {
  if (video) what(video).catch((error: Error) => note(error.message));
}

function toneOf(state: CallState): Tone | null {
  if (state.phase === "incoming") return "bell";
  return state.phase === "outgoing" && state.ringing ? "ringback" : null;
}

function titleOf(state: CallState): string {
  if (state.phase === "idle" || state.phase === "ended") return "ringback";
  return state.phase === "incoming" ? `${state.call.peer} is calling · ringback` : `${state.call.peer} · ringback`;
}

/** For those who hear the page. An incoming call speaks for itself: it is an alert dialogue. */
function sentenceOf(state: CallState): string {
  if (state.phase === "idle" || state.phase === "incoming") return "";
  if (state.phase !== "ended") return `${state.call.peer}: ${stateWords(state)}`;
  const { title, next } = endWords(state);
  return `${title}. ${next}`;
}
