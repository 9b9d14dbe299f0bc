/** How sound and picture that this side sends are coded. What is left out is left to the browser. */
export interface CodecSettings {
  /** Video codecs by name, the most wanted first: ["VP9", "H264"]. The others follow. */
  readonly videoCodecs?: readonly string[] | undefined;
  /**
   * Sound repairs single lost packets: Opus' own redundancy (on in browsers), and every packet once more in the next
   * (RFC 2198) where both sides can, for 25 kbit/s more.
   */
  readonly opusFec?: boolean | undefined;
  /** Opus sends next to nothing in silence (off in browsers). */
  readonly opusDtx?: boolean | undefined;
}

const OPUS = /^a=rtpmap:(\d+) opus\//im;

/**
 * The other side's description as one that asks for what these settings say: an encoder does what the decoding side asks
 * for (RFC 7587 §6.1).
 */
export function withOpusSettings(sdp: string, { opusFec, opusDtx }: CodecSettings): string {
  const asked = Object.entries({ useinbandfec: opusFec, usedtx: opusDtx }).filter(([, on]) => on !== undefined);
  const type = OPUS.exec(sdp)?.[1];
  return sdp.replace(new RegExp(`^(a=fmtp:${type} )(.*?)(?=\\r?$)`, "gm"), (_, start: string, written: string) => {
    const others = written.split(";").filter((each) => asked.every(([name]) => !each.trim().startsWith(name)));
    return start + [...others, ...asked.map(([name, on]) => `${name}=${on ? 1 : 0}`)].join(";");
  });
}

/** Puts the wanted codecs first, and everything else behind in the order it was in. */
export function inOrder<T extends { readonly mimeType: string }>(codecs: readonly T[], wanted: readonly string[]): T[] {
  const names = wanted.map((name) => name.toLowerCase()).reverse();
  const rank = ({ mimeType }: T): number => names.indexOf(mimeType.toLowerCase().split("/")[1]!);
  return [...codecs].sort((a, b) => rank(b) - rank(a));
}

/** Has every offer and answer name the wanted codecs first, until `signal` is aborted. Source: W3C webrtc-pc. */
export function preferCodecs(pc: RTCPeerConnection, signal: AbortSignal, settings: CodecSettings = {}): void {
  const { videoCodecs = [], opusFec } = settings;
  const wanted: Record<string, readonly string[]> = { audio: opusFec ? ["red"] : [], video: videoCodecs };
  const prefer = (): void => {
    for (const transceiver of pc.getTransceivers()) {
      const { kind } = transceiver.receiver.track;
      const codecs = wanted[kind]?.length ? RTCRtpReceiver.getCapabilities(kind)?.codecs : undefined;
      if (codecs) transceiver.setCodecPreferences(inOrder(codecs, wanted[kind]!));
    }
  };
  pc.addEventListener("negotiationneeded", prefer, { signal }); // before an offer
  pc.addEventListener("signalingstatechange", prefer, { signal }); // before an answer
}
