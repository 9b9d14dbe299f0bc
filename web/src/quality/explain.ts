import type { PeerError, PeerErrorCode } from "../peer/peer-errors.ts";
import { selectedPair, type Entry } from "./sample.ts";

/** The likely cause of a call that does not connect, or connects and is silent. */
export type ExplainCause =
  | "clock" // the TURN credentials have expired by this device's clock
  | "dtls_failed" // there is a path, but no encryption on it
  | "no_candidates" // this side has found no address of its own
  | "no_path" // a relay on this side, and still no way to the other
  | "no_remote_candidates" // the other side has named no address
  | "no_turn" // no direct path, and no TURN server to go through
  | "one_sided" // connected, and media goes one way only
  | "turn_quota" // the TURN server has reached its limit for this user
  | "turn_unreachable" // no TURN server could be reached
  | "udp_blocked" // no server could be reached over UDP
  | "wrong_credentials"; // the TURN server refused the credentials

/** How far the connection got. */
export type Reached = "nothing" | "gathering" | "checking" | "connected" | "media";

/** A network address that a side has offered, without the address itself. */
export interface Candidate {
  readonly type: RTCIceCandidateType;
  readonly protocol: string;
  /** How a relay is reached: "udp", "tcp" or "tls". */
  readonly relayProtocol: string | null;
  /** The STUN or TURN server that it came from. */
  readonly url: string | null;
}

/** A pair of addresses that was tried. */
export interface Pair {
  readonly local: Candidate;
  readonly remote: Candidate;
  readonly state: RTCStatsIceCandidatePairState;
}

/** What was tried to connect a call, how far it got and why it went no further. */
export interface Explanation {
  /** null: nothing is wrong that can be seen from here. */
  readonly cause: ExplainCause | null;
  readonly reached: Reached;
  readonly local: readonly Candidate[];
  readonly remote: readonly Candidate[];
  readonly pairs: readonly Pair[];
  /** The pair in use. */
  readonly selected: Pair | null;
  /** The codes of what was reported on the way, each once. */
  readonly errors: readonly PeerErrorCode[];
}

/** What an explanation is made from. */
export interface Evidence {
  readonly stats: RTCStatsReport;
  /** Everything that `onError` was told. */
  readonly errors: readonly PeerError[];
  /** The servers that the connection has. */
  readonly iceServers: readonly RTCIceServer[];
  /** Date.now(): TURN credentials name their end in Unix time. */
  readonly unixMs: number;
}

/** Explains a connection from the engine's statistics and from what was reported. Source: W3C webrtc-stats. */
export function explain(evidence: Evidence): Explanation {
  const entries: Entry[] = [...evidence.stats.values()];
  const byId = (id: unknown): Candidate => candidate(entries.find((entry) => entry.id === id));
  const pair = (entry: Entry): Pair => ({
    local: byId(entry["localCandidateId"]),
    remote: byId(entry["remoteCandidateId"]),
    state: entry["state"] as RTCStatsIceCandidatePairState,
  });
  const of = (type: string): Entry[] => entries.filter((entry) => entry.type === type);
  const selected = selectedPair(entries);
  const flows = (type: string, counter: string): boolean => of(type).some((entry) => Number(entry[counter]) > 0);
  const found = {
    local: of("local-candidate").map(candidate),
    remote: of("remote-candidate").map(candidate),
    pairs: of("candidate-pair").map(pair),
    selected: selected ? pair(selected) : null,
    errors: [...new Set(evidence.errors.map(({ code }) => code))],
  };
  const received = flows("inbound-rtp", "packetsReceived");
  const sent = flows("outbound-rtp", "packetsSent");
  const encrypted = of("transport").every(({ dtlsState }) => dtlsState === "connected");
  const reached = progress(found, received && sent);
  const cause =
    reached === "media"
      ? null
      : reached !== "connected"
        ? unconnected(found, evidence)
        : received || sent
          ? "one_sided"
          : encrypted
            ? null
            : "dtls_failed";
  return { cause, reached, ...found };
}

type Found = Omit<Explanation, "cause" | "reached">;

function candidate(entry: Entry | undefined): Candidate {
  const text = (member: string): string | null => (entry?.[member] as string | undefined) || null;
  return {
    type: (text("candidateType") ?? "host") as RTCIceCandidateType,
    protocol: text("protocol") ?? "udp",
    relayProtocol: text("relayProtocol"),
    url: text("url"),
  };
}

function progress({ selected, pairs, local }: Found, media: boolean): Reached {
  if (selected?.state === "succeeded") return media ? "media" : "connected";
  return pairs.length > 0 ? "checking" : local.length > 0 ? "gathering" : "nothing";
}

/** The first that holds: what went wrong here comes before what may have gone wrong at the other side. */
function unconnected({ local, remote, errors }: Found, { iceServers, unixMs }: Evidence): ExplainCause {
  const urls = iceServers.flatMap((server) => server.urls);
  const turn = iceServers.filter((server) => [server.urls].flat().some((url) => url.startsWith("turn")));
  const inside = local.every(({ type }) => type === "host");
  const refused = inside && errors.includes("turn_credentials_refused");
  const unreachable = inside && errors.includes("ice_server_unreachable");
  const expired = turn.some(({ username }) => Number.parseInt(username ?? "", 10) * 1_000 < unixMs);
  const causes: [ExplainCause, boolean][] = [
    ["clock", refused && expired],
    ["wrong_credentials", refused],
    ["turn_quota", inside && errors.includes("turn_quota_reached")],
    ["udp_blocked", unreachable && urls.every((url) => !/^turns:|transport=tcp/.test(url))],
    ["turn_unreachable", unreachable && turn.length > 0],
    ["no_remote_candidates", remote.length === 0 && local.length > 0],
    ["no_turn", turn.length === 0],
    ["no_candidates", local.length === 0],
  ];
  return causes.find(([, holds]) => holds)?.[0] ?? "no_path";
}
