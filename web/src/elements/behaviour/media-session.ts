import type { Call } from "../../index.ts";

const ACTIONS = ["togglemicrophone", "togglecamera", "hangup"] as const;

/** The call on the keys of a headset, and on the small window of picture in picture. Source: W3C Media Session. */
export class CallMediaSession {
  #call: Call | undefined;

  /** Shows this call; none takes everything back. */
  follow(call: Call | undefined, name: string): void {
    const session = navigator.mediaSession as MediaSession | undefined;
    if (!session) return;
    if (call !== this.#call) this.#change(session, call, name);
    if (!call) return;
    const { audio, video } = call.snapshot.own;
    void session.setMicrophoneActive?.(audio);
    void session.setCameraActive?.(video);
  }

  #change(session: MediaSession, call: Call | undefined, name: string): void {
    this.#call = call;
    session.metadata = call ? new MediaMetadata({ title: name }) : null;
    session.playbackState = call ? "playing" : "none";
    for (const action of ACTIONS) this.#handle(session, action, call ? () => this.#act(action) : null);
  }

  #handle(session: MediaSession, action: (typeof ACTIONS)[number], handler: (() => void) | null): void {
    try {
      session.setActionHandler(action as MediaSessionAction, handler);
    } catch {
      // A browser that does not know the action refuses it: §4.3, step 1 of "update action handler".
    }
  }

  #act(action: (typeof ACTIONS)[number]): void {
    const call = this.#call;
    if (action === "hangup") call?.hangup();
    else if (action === "togglemicrophone") call?.mute(call.snapshot.own.audio);
    else void call?.camera(!call.snapshot.own.video).catch(() => undefined); // the snapshot says what is in the way
  }
}
