interface Word {
  readonly userId: string;
  /** The call that is dealt with; without one, the question which calls are. */
  readonly callId?: string;
}

/** What the other tabs make of it. */
export interface OtherTabsListener {
  /** This tab must not ring for that call, or no longer. */
  readonly onDealtWith: (callId: string) => void;
  /** A tab has just been opened, and does not know what is going on here. */
  readonly onQuestion: () => void;
}

/** Keeps the tabs of one user in one browser from ringing for a call that one of them deals with. */
export class OtherTabs {
  readonly #channel = new BroadcastChannel("ringback-demo");
  readonly #userId: string;

  constructor(userId: string, { onDealtWith, onQuestion }: OtherTabsListener) {
    this.#userId = userId;
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
      if (data.userId !== userId) return;
      if (data.callId === undefined) onQuestion();
      else onDealtWith(data.callId);
    });
    this.#say({ userId });
  }

  dealtWith(callId: string): void {
    this.#say({ userId: this.#userId, callId });
  }

  #say(word: Word): void {
    this.#channel.postMessage(word);
  }
}
