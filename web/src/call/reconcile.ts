import type { CallContext } from "./call-context.ts";
import type { CallControl } from "./call-control.ts";
import { accepted } from "./call-messages.ts";
import { NOTHING } from "./reducer.ts";
import type { ReloadMemory } from "./reload-memory.ts";
import { isLive, rings, type MediaState } from "./state.ts";
import type { Switchboard } from "./switchboard.ts";
import type { LiveCall } from "../messages.gen.ts";

/** How long a server that does not know of a call any more may take to say why, in milliseconds. */
const WHY_MS = 1_000;

/** What is sent where nothing is remembered: a camera does not come on by itself. */
const UNKNOWN: MediaState = { ...NOTHING, audio: true };

/**
 * Has the calls here agree with those that the server knows of, whenever it could not go on where it left off: after a
 * reload, which rejoins them, and after a long absence, in which messages were lost.
 */
export function reconcile(
  { signaling, lifetime, settingsLoaded }: CallContext,
  switchboard: Switchboard,
  memory: ReloadMemory,
): void {
  signaling.onSnapshot((calls, placing) => {
    for (const live of calls) {
      const control = switchboard.get(live.callId);
      if (control && isLive(control.snapshot)) confirm(control, live);
      else if (live.here) meet(live);
    }
    const known = (callId: string): boolean => placing.has(callId) || calls.some((live) => live.callId === callId);
    const forgotten = switchboard.controls.filter(({ callId, snapshot }) => snapshot.phase !== "dialling" && !known(callId));
    if (forgotten.length > 0) lifetime.after(WHY_MS, () => forgotten.forEach(forget));
  });

  /** A call that has ended here, or that this page does not know. One that rings here is offered again by itself. */
  function meet(live: LiveCall): void {
    const { callId, userId: recipientId, direction, state } = live;
    const over = switchboard.get(callId) ?? switchboard.past.has(callId);
    if (over) signaling.send({ type: "call-hangup", recipientId, callId, reason: "lost" });
    else if (state !== "ringing" || direction === "outgoing") void rejoin(live);
  }

  /** Goes on as it was before the reload; but the screen takes a gesture to share. */
  async function rejoin({ callId, userId, direction, state: phase, expiresInMs, polite }: LiveCall): Promise<void> {
    const { withVideo = false, connectedAt = null, own = UNKNOWN } = memory.get(callId) ?? {};
    const expiresAt = phase === "ringing" && expiresInMs !== null ? lifetime.now() + expiresInMs : null;
    const beginning = { callId, userId, direction, phase, withVideo, connectedAt, expiresAt, own };
    const control = switchboard.begin(beginning, { rejoins: true, offers: true });
    control.polite = polite;
    control.step("lose");
    control.line.mute(!own.audio);
    control.line.hold(own.hold);
    await settingsLoaded(); // so that the chosen devices are opened at once
    if (phase !== "ringing" && isLive(control.snapshot)) await control.line.open({ audio: true, video: own.video });
  }
}

/** A call that both know of: what the other side has said meanwhile may be lost. */
function confirm(control: CallControl, { here, state, polite }: LiveCall): void {
  const { snapshot, line } = control;
  control.polite = polite ?? control.polite;
  if (!here) return control.isHungUp("answered_elsewhere");
  if (snapshot.direction === "incoming" || !rings(snapshot) || state === "ringing") {
    if (snapshot.connectedAt !== null) control.sayMedia();
    return;
  }
  accepted(control);
  line.connections.rejoin();
}

function forget(control: CallControl): void {
  const { snapshot } = control;
  if (isLive(snapshot)) control.step(rings(snapshot) && snapshot.direction === "outgoing" ? "fail" : "replace");
}
