import type { CallControl } from "./call-control.ts";
import { isNegotiated } from "./early-messages.ts";
import { isLive, rings } from "./state.ts";
import type { CallStateEvent } from "../call-states.gen.ts";
import type { CallError, ServerMessage } from "../messages.gen.ts";

/** What comes of a call that the server refuses to go on with; anything else fails. */
const REFUSALS: Readonly<Partial<Record<string, CallStateEvent>>> = {
  recipient_offline: "miss",
  not_allowed: "refuse",
};

/** A message about a call, of the other side or of the server in its name. */
export type CallMessage = Extract<ServerMessage, { senderId: unknown }>;

/** Does what the message says. One that is late, of a call that has ended, says nothing. */
export function hear(control: CallControl, message: CallMessage, now: number): void {
  const { line, snapshot } = control;
  if (!isLive(snapshot)) return;
  if ("polite" in message) control.polite = message.polite ?? control.polite;
  const ours = snapshot.direction === "outgoing" && rings(snapshot);
  switch (message.type) {
    case "call-accept":
      return accepted(control);
    case "call-ringing": {
      const expiresAt = Math.min(snapshot.expiresAt ?? Infinity, now + message.expiresInMs - (message.ageMs ?? 0));
      return control.change({ devices: message.devices, expiresAt });
    }
    case "call-reject":
    case "call-hangup":
      return control.isHungUp(message.reason ?? null);
    case "call-media": {
      const { audio, video, screen, hold, reconnecting, shownHeight = null } = message;
      return control.change({ other: { audio, video, screen, hold, reconnecting, shownHeight } });
    }
    default:
      // a plain client may describe its media without an accept: it has taken the call
      if (ours && message.type !== "call-ice-candidate") control.step("accept");
      if (isNegotiated(message)) line.connections.receive(message);
  }
}

/** The callee has taken the call. A page that was loaded again meanwhile has its devices still to open. */
export function accepted(control: CallControl): void {
  control.step("accept");
  void control.line.open({ audio: true, video: control.snapshot.withVideo });
}

/** The server has not carried out what was asked. Once there is a connection, the call goes on without it. */
export function refused(control: CallControl, { error }: CallError): void {
  const { phase } = control.snapshot;
  if (error === "recipient_offline" && control.line.connections.rejoining) return; // they may be on their way back, too
  if (error === "cannot_rejoin") return control.fail(error);
  if (phase === "connected" || phase === "reconnecting" || phase === "ended") return;
  control.change({ trouble: error });
  control.step(REFUSALS[error] ?? "fail");
  control.step("fail");
}
