import type { CallContext } from "./call-context.ts";
import type { CallControl } from "./call-control.ts";
import type { LastWord } from "./last-word.ts";
import type { LineOptions } from "./line.ts";
import type { PeerErrorCode } from "../peer/peer-errors.ts";
import { isPolite } from "../peer/roles.ts";

/** What a connection reports that somebody can do something about, though the call goes on. */
const TROUBLES: readonly PeerErrorCode[] = [
  "turn_credentials_refused",
  "turn_quota_reached",
  "turn_unavailable",
  "media_stalled",
];

/** What the media of a call mean to the call. */
export function lineOptions(control: CallControl, context: CallContext, lastWord: LastWord): LineOptions {
  const { signaling, settings, dispatch } = context;
  const { userId } = control;
  const onTheWay = (): boolean => TROUBLES.some((code) => code === control.snapshot.trouble);
  const lose = (code: string): void => {
    const { phase } = control.snapshot;
    if (phase === "connecting" || phase === "reconnecting") lastWord.before(() => control.fail(code));
    else control.fail(code);
  };
  return {
    context,
    userId,
    callId: () => control.callId,
    polite: () => control.polite ?? isPolite({ localUserId: signaling.userId ?? "", remoteUserId: userId }),
    send(message) {
      const { audio, video } = control.snapshot.own;
      const offer = message.type === "call-offer";
      signaling.send(offer ? { ...message, media: { audio, video } } : message);
      if (offer) dispatch({ type: "placed", callId: control.callId, ringMs: settings.get().ringMs });
    },
    change: (change) => control.change(change),
    /** Words: W3C webrtc-pc, RTCIceConnectionState. The first path describes the call, a later one returns it. */
    onIce(state) {
      if (state === "disconnected" || state === "failed") control.step("lose");
      if (state !== "connected" && state !== "completed") return;
      if (onTheWay()) control.change({ trouble: null });
      control.step("describe");
      control.step("return");
    },
    onReplaced: () => control.step("lose"),
    onError({ code, fatal, reason }) {
      // a service without a relay is for explain(): nobody in a call that works can do anything about it
      if (reason === "turn_not_configured") return;
      // the trouble of a device stays: it is nearer, and outlasts that of the way
      if (TROUBLES.includes(code) && (!control.snapshot.trouble || onTheWay())) control.change({ trouble: code });
      if (fatal) lose(code);
    },
    onCaptured(device) {
      if (control.snapshot.trouble?.startsWith(`${device}_`)) control.change({ trouble: null });
    },
    onUnanswered: () => lose("lost"),
    onFailure: (code) => control.fail(code),
  };
}
