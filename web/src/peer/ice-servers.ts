import type { Lifetime } from "../lifetime.ts";
import type { TurnCredentials } from "../messages.gen.ts";
import { PeerError, type ReportError } from "./peer-errors.ts";

/** Where to ask for one's public address when no server of one's own says it. */
export const DEFAULT_FALLBACK_STUN = "stun:stun.l.google.com:19302";

/**
 * How long an ICE restart waits for fresh credentials before it goes ahead with the old ones, in milliseconds. Not for
 * long: a browser that has moved may ask over a connection of its old address, where no answer ever comes.
 */
export const RENEWAL_MS = 2_000;

/** The servers of `credentials`, user and password only where they belong, and the fallback STUN server at the end. */
export function iceServers(credentials: TurnCredentials | undefined, fallbackStun: string): RTCIceServer[] {
  const uris = credentials?.uris ?? [];
  const stun = uris.filter((uri) => /^stuns?:/i.test(uri));
  const turn = uris.filter((uri) => /^turns?:/i.test(uri));
  const servers: RTCIceServer[] = [];
  if (stun.length > 0) servers.push({ urls: stun });
  if (credentials && turn.length > 0) {
    servers.push({ urls: turn, username: credentials.username, credential: credentials.password });
  }
  if (fallbackStun !== "off" && !stun.includes(fallbackStun)) servers.push({ urls: fallbackStun });
  return servers;
}

/** Gives `pc` fresh ICE servers, every other setting kept. A failure is reported, and the old ones stay. */
export async function renewIceServers(
  pc: RTCPeerConnection,
  refresh: () => Promise<RTCIceServer[]>,
  lifetime: Lifetime,
  report: ReportError,
): Promise<void> {
  try {
    const fresh = await lifetime.until(Promise.race([refresh(), tooLate(lifetime)]));
    pc.setConfiguration({ ...pc.getConfiguration(), iceServers: fresh });
  } catch (cause) {
    if (lifetime.ended) throw cause;
    report(new PeerError("ice_servers_refresh_failed", { cause }));
  }
}

async function tooLate(lifetime: Lifetime): Promise<never> {
  await lifetime.sleep(RENEWAL_MS);
  throw new DOMException("No answer in time.", "TimeoutError");
}
