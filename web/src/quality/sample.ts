/** One entry of a report; which members it has is the engine's affair. */
export type Entry = RTCStats & Record<string, unknown>;

/** What a report says in a few figures. Counters count from the connection's beginning, over all of its streams. */
export interface Sample {
  /** Packets of sound that have come, and of everything. */
  heard: number;
  packets: number;
  lost: number;
  /** Samples of sound that were played, and of these those that were made up and could be heard. */
  samples: number;
  concealed: number;
  bytes: number;
  videoBytes: number;
  frames: number;
  freezes: number;
  videoBytesSent: number;
  jitterMs: number | null;
  roundTripMs: number | null;
  sentLossPercent: number | null;
  availableKbps: number | null;
  relayed: boolean | null;
  /** The candidate pair in use, and the ICE credentials of this side, which an ICE restart changes. */
  path: string | undefined;
  fragment: string | undefined;
}

/** A report of the other side that is older says nothing about now; sound is reported on every 5 s (RFC 3550 §6.2). */
const FRESH_MS = 6_000;

/**
 * Reads a report of either engine. Firefox estimates no bitrate, and before it told transports it marked the pair in use
 * as `selected`. Source: W3C webrtc-stats.
 */
export function sampleOf(report: RTCStatsReport): Sample {
  const entries: Entry[] = [...report.values()];
  const of = (type: string, kind?: string): Entry[] =>
    entries.filter((entry) => entry.type === type && (kind === undefined || entry["kind"] === kind));
  const heard = of("inbound-rtp", "audio");
  const seen = of("inbound-rtp", "video");
  const received = [...heard, ...seen];
  const sent = of("outbound-rtp");
  const now = Math.max(...sent.map(({ timestamp }) => timestamp));
  const told = of("remote-inbound-rtp").filter(({ timestamp }) => now - timestamp < FRESH_MS);
  const pair = selectedPair(entries);
  const pairs = pair ? [pair] : [];
  const local = entries.find(({ id }) => id === pair?.["localCandidateId"]);
  return {
    heard: sum(heard, "packetsReceived"),
    packets: sum(received, "packetsReceived"),
    lost: sum(received, "packetsLost"),
    samples: sum(heard, "totalSamplesReceived"),
    concealed: sum(heard, "concealedSamples") - sum(heard, "silentConcealedSamples"),
    bytes: sum(received, "bytesReceived"),
    videoBytes: sum(seen, "bytesReceived"),
    frames: sum(seen, "framesDecoded"),
    freezes: sum(seen, "freezeCount"),
    videoBytesSent: sum(of("outbound-rtp", "video"), "bytesSent"),
    jitterMs: most(figures(heard, "jitter"), 1_000),
    roundTripMs: most([...figures(pairs, "currentRoundTripTime"), ...figures(told, "roundTripTime")], 1_000),
    sentLossPercent: most(figures(told, "fractionLost"), 100),
    availableKbps: most(figures(pairs, "availableOutgoingBitrate"), 0.001),
    relayed: local ? local["candidateType"] === "relay" : null,
    path: pair?.id,
    fragment: local?.["usernameFragment"] as string | undefined,
  };
}

/** The candidate pair in use. */
export function selectedPair(entries: readonly Entry[]): Entry | undefined {
  const transport = entries.find(({ selectedCandidatePairId }) => selectedCandidatePairId);
  const chosen = (entry: Entry): boolean =>
    transport ? entry.id === transport["selectedCandidatePairId"] : entry["selected"] === true;
  return entries.find(chosen);
}

function figures(entries: readonly Entry[], member: string): number[] {
  return entries.map((entry) => entry[member]).filter((value) => typeof value === "number");
}

function sum(entries: readonly Entry[], member: string): number {
  return figures(entries, member).reduce((total, value) => total + value, 0);
}

function most(values: readonly number[], unit: number): number | null {
  return values.length > 0 ? Math.max(...values) * unit : null;
}
