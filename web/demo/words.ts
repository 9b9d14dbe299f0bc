import type { PeerError } from "../src/index.ts";
import type { CallState, Ended, Outgoing } from "./call-state.ts";

/** What the end of a call is called, and what can be done next. */
export interface EndWords {
  readonly title: string;
  readonly next: string;
}

/** Every end in a sentence, and a next step. */
export function endWords({ call: { peer }, reason, connectedMs, detail }: Ended): EndWords {
  const lasted = connectedMs === null ? "" : ` after ${duration(connectedMs)}`;
  switch (reason) {
    case "answered_elsewhere":
      return { title: "Answered on another device", next: `You talk to ${peer} there.` };
    case "busy":
      return { title: `${peer} is busy`, next: "They are in another call. Try again in a few minutes." };
    case "declined":
      return { title: `${peer} declined`, next: "You can call again later." };
    case "declined_elsewhere":
      return { title: "Declined on another device", next: `You have declined ${peer}’s call there.` };
    case "elsewhere":
      return { title: "Taken in another tab", next: `You have dealt with ${peer}’s call there.` };
    case "failed":
      return { title: "The call could not be made", next: detail ?? "Try again." };
    case "hung_up":
      return { title: "Call ended", next: connectedMs === null ? `With ${peer}` : `${peer} · ${duration(connectedMs)}` };
    case "lost":
      return { title: `Connection lost${lasted}`, next: `${detail ?? `${peer} is gone.`} Try calling again.` };
    case "missed":
      return { title: `You missed a call from ${peer}`, next: "Call back if you like." };
    case "no_answer":
      return { title: "No answer", next: `${peer} did not answer. Try again later.` };
    case "not_allowed":
      return { title: `You may not call ${peer}`, next: "This server does not allow it. Ask whoever runs it." };
    case "shutdown":
      return { title: "The server ended the call", next: "It is being stopped. Try again in a few minutes." };
    case "unreachable":
      return { title: `${peer} is not reachable`, next: "They are not signed in at the moment. Try again when they are in the list." };
  }
}

/** The state of a call in a word or two. */
export function stateWords(state: CallState): string {
  switch (state.phase) {
    case "outgoing":
      return outgoingWords(state);
    case "connecting":
      return "Connecting…";
    case "connected":
      return state.reconnecting ? "Reconnecting…" : "Connected";
    default:
      return "";
  }
}

function outgoingWords({ sent, ringing, devices }: Outgoing): string {
  if (!sent) return "Opening your microphone…";
  if (!ringing) return "Calling…";
  if (devices === null) return "Waiting for an answer";
  return devices === 1 ? "Ringing…" : `Ringing on ${devices} devices`;
}

/** 2:31, or 1:02:31. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const two = (part: number): string => String(part).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

export function missedSentence(peer: string): string {
  return `${peer} tried to call you and was told that you are busy.`;
}

/**
 * What a problem means that does not end the call; undefined for what nobody can do anything about. Only an `alarming` one
 * is shown at once, the others belong to the end of a call that found no way.
 */
export function troubleSentence({ code, reason }: PeerError): { sentence: string; alarming: boolean } | undefined {
  switch (code) {
    case "turn_credentials_refused":
      return {
        sentence: "The TURN server refused the credentials; check that its secret is the one in RINGBACK_TURN_SECRET.",
        alarming: true,
      };
    case "turn_quota_reached":
      return { sentence: "The TURN server takes no more calls at the moment.", alarming: true };
    case "turn_unavailable":
      return reason === "turn_not_configured"
        ? { sentence: "This server has no TURN server to go through; set RINGBACK_TURN_URIS.", alarming: false }
        : { sentence: "The server gave no TURN credentials, so strict networks may block the call.", alarming: true };
    case "media_stalled":
      return { sentence: "The other side may not receive your sound or picture. Hang up and call again.", alarming: true };
    default:
      return undefined;
  }
}
