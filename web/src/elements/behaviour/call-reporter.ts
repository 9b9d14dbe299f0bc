import type { Call, CallSnapshot, Snapshot } from "../../index.ts";
import type { Sentence } from "../../words/sentence.ts";
import { endCode, endKind, ringsHere, shown } from "../calls-shown.ts";
import { announcement, type Announcement } from "../call-words.ts";
import type { ElementWords } from "../languages.ts";
import { CallNotifications } from "./notifications.ts";
import { TabTitle } from "./tab-title.ts";
import { CallWatch } from "./call-watch.ts";
import { focused } from "./focus-origin.ts";
import { isTextField } from "./keyboard.ts";

/** Whom the calls are reported to, and in what words. */
export interface ReporterConfig {
  readonly words: () => ElementWords;
  readonly sentence: (code: string, call: CallSnapshot) => Sentence;
  readonly nameOf: (userId: string) => string;
  /** Said to those who hear the page. */
  readonly say: (announcement: Announcement) => void;
  /** Shown in passing. */
  readonly note: (code: string, call: CallSnapshot) => void;
  readonly emit: (type: "ringback-call" | "ringback-ended", call: CallSnapshot) => void;
}

/** Says beside the pictures what the calls do: to ears, in the title of the page, in the system, to the application. */
export class CallReporter {
  readonly #config: ReporterConfig;
  readonly #watch: CallWatch;
  readonly #title = new TabTitle();
  readonly #notifications = new CallNotifications();
  /** The call that the view shows: of its end the heading there tells, which gets the focus. */
  #shown: Call | undefined;
  #away = false;

  constructor(config: ReporterConfig) {
    this.#config = config;
    this.#watch = new CallWatch({
      begun: ({ snapshot }) => config.emit("ringback-call", snapshot),
      changed: (call, before) => this.#changed(call, before),
      ended: (call) => this.#ended(call),
    });
  }

  /** These are the calls now. */
  see(calls: readonly Call[]): void {
    const { ringing, current } = shown(calls);
    this.#shown = current;
    this.#watch.see(calls);
    const { nameOf, words } = this.#config;
    this.#notifications.ringing(ringing.map(({ callId, snapshot }) => this.#notice(callId, snapshot)));
    const [first] = ringing;
    if (first) this.#title.say(words().isCalling(nameOf(first.userId)), document.hidden);
    else this.#title.say(current && current.snapshot.phase !== "ended" ? nameOf(current.userId) : null);
  }

  /** Says, as the banners show it, that the server is away, however often it is tried, and that it is back. */
  connected(connection: Snapshot["connection"] | undefined): void {
    const away = connection === "waiting" || (this.#away && connection === "connecting");
    const back = this.#away && connection === "open";
    const { reconnectingServer, online } = this.#config.words();
    if (away && !this.#away) this.#config.say({ text: reconnectingServer, urgent: true });
    if (back) this.#config.say({ text: online, urgent: false });
    this.#away = away;
  }

  close(): void {
    this.#title.say(null);
    this.#notifications.close();
  }

  #notice(callId: string, { userId, withVideo }: CallSnapshot): { callId: string; title: string; body: string } {
    const words = this.#config.words();
    const title = words.isCalling(this.#config.nameOf(userId));
    return { callId, title, body: withVideo ? words.videoCall : words.voiceCall };
  }

  #changed({ snapshot }: Call, before: CallSnapshot | undefined): void {
    const { words, nameOf, say, sentence } = this.#config;
    const said = announcement(before, snapshot, nameOf(snapshot.userId), words());
    if (said) say(said);
    if (!before && ringsHere(snapshot) && isTextField(focused())) {
      say({ text: words().isCalling(nameOf(snapshot.userId)), urgent: true }); // the dialogue leaves the focus there
    }
    const code = snapshot.notice ?? snapshot.trouble;
    if (code === null || code === (before?.notice ?? before?.trouble) || ringsHere(snapshot)) return;
    const { what, next } = sentence(code, snapshot);
    say({ text: `${what} ${next}`, urgent: true });
  }

  #ended(call: Call): void {
    const { snapshot } = call;
    const { words, nameOf, say, sentence, note, emit } = this.#config;
    const kind = endKind(snapshot);
    const code = endCode(snapshot);
    emit("ringback-ended", snapshot);
    if (kind === "note" || (kind === "screen" && call !== this.#shown)) {
      const { what, next } = sentence(code, snapshot);
      say({ text: `${what} ${next}`, urgent: snapshot.reason === "failed" || snapshot.reason === "lost" });
    }
    if (kind === "note") {
      note(code, snapshot);
      const body = words().missedFrom(nameOf(snapshot.userId));
      if (!code.endsWith("_elsewhere")) this.#notifications.missed({ callId: snapshot.callId, title: body, body: "" });
    }
    if (kind !== "screen") call.dismiss();
  }
}
