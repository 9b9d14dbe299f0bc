import assert from "node:assert/strict";
import { QualityMonitor } from "../../src/quality/monitor.ts";
import type { Quality } from "../../src/quality/quality.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** A connection that sends and receives 50 packets of sound a second, and what is changed about that. */
export class Link {
  readonly clock = new VirtualClock();
  readonly told: Quality[] = [];
  readonly encoding: Record<string, unknown> = {};
  senders: RTCRtpSender[] = [];
  gone = false;
  lost = 0;
  sentLoss = 0;
  roundTrip = 0.08;
  path = "pair";
  silent = false;
  concealed = 0;
  availableKbps = 3_000;
  fragment = "abcd";
  candidateType = "host";
  #received = 0;
  #lost = 0;
  #concealed = 0;
  readonly monitor = new QualityMonitor({
    clock: this.clock,
    getStats: async () => this.#report(),
    senders: () => this.senders,
    onQuality: (quality) => this.told.push(quality),
  });

  get last(): Quality {
    return this.told.at(-1) ?? assert.fail("nothing was told");
  }

  async seconds(count: number, change: Partial<Link> = {}): Promise<Quality> {
    Object.assign(this, change);
    await this.clock.advance(count * 1_000);
    return this.last;
  }

  withCamera(): this {
    const sender = {
      track: { kind: "video", contentHint: "", getSettings: () => ({ height: 720 }) },
      getParameters: () => ({ encodings: [this.encoding] }),
      setParameters: async () => undefined,
    };
    this.senders = [sender as unknown as RTCRtpSender];
    return this;
  }

  /** A connection of its own begins to count anew. */
  replaced(): this {
    this.#received = this.#lost = this.#concealed = 0;
    return this;
  }

  #report(): RTCStatsReport {
    if (this.gone) throw new DOMException("The connection is closed.", "InvalidStateError");
    const arrives = this.silent ? 0 : 50;
    this.#lost += this.lost;
    this.#received += arrives - (this.silent ? 0 : this.lost);
    this.#concealed += this.concealed;
    const timestamp = this.clock.now();
    const sound = { kind: "audio", timestamp };
    const rows: (RTCStats & Record<string, unknown>)[] = [
      {
        ...sound,
        id: "in",
        type: "inbound-rtp",
        packetsReceived: this.#received,
        packetsLost: this.#lost,
        totalSamplesReceived: timestamp * 48,
        concealedSamples: this.#concealed,
        jitter: 0.002,
        bytesReceived: this.#received * 100,
      },
      { ...sound, id: "out", type: "outbound-rtp" },
      { ...sound, id: "remote", type: "remote-inbound-rtp", roundTripTime: this.roundTrip, fractionLost: this.sentLoss },
      { timestamp, id: "t", type: "transport", selectedCandidatePairId: this.path },
      {
        timestamp,
        id: this.path,
        type: "candidate-pair",
        localCandidateId: "local",
        availableOutgoingBitrate: this.availableKbps * 1_000,
      },
      {
        timestamp,
        id: "local",
        type: "local-candidate",
        candidateType: this.candidateType,
        usernameFragment: this.fragment,
      },
    ];
    return new Map(rows.map((row) => [row.id, row]));
  }
}
