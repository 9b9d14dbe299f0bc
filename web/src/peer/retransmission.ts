import { madeByFirefox } from "./firefox.ts";

const RETRANSMISSION = /^a=rtpmap:(\d+) rtx\//gim;
const FLOW = /^a=ssrc-group:FID \d+ (\d+)/gm;

/**
 * Ends the streams of their own in which lost video packets are sent again (RFC 4588), in Firefox, as soon as the first
 * offer has been answered: they come in the stream they were lost from instead. A Firefox 153 that has rolled back an ICE
 * restart, or hears of the other side's picture in an answer, as after a collision that it won, may take nothing from
 * those streams any more; each lost packet then freezes the picture for three seconds. Neither side hears of such streams
 * from then on: they are left out of the offers and answers that go out and come in. (`setCodecPreferences()` would say it
 * better, but then Firefox offers what Chromium cannot parse.)
 */
export class Retransmission {
  #ended = false;

  /** For every completed offer and answer; `local` is our description in force. */
  negotiated(local: RTCSessionDescription | null): void {
    this.#ended ||= madeByFirefox(local?.sdp);
  }

  /** A description as the other side, or our own engine, is to see it. */
  inDescription(sdp: string): string {
    return this.#ended ? sdp.split(/(?=^m=)/m).map(withoutRetransmission).join("") : sdp;
  }
}

/**
 * One media section without the payload types and the sources (`ssrc`) of retransmissions. libwebrtc names a source in
 * its answers even where no payload type is left for it; Firefox would begin to receive anew for each that comes or goes.
 */
function withoutRetransmission(section: string): string {
  const types = one(Array.from(section.matchAll(RETRANSMISSION), ([, type]) => type));
  const sources = one(Array.from(section.matchAll(FLOW), ([, source]) => source));
  const lines = new RegExp(`^a=((rtpmap|fmtp|rtcp-fb):${types} |ssrc-group:FID |ssrc:${sources} ).*\r?\n`, "gm");
  const listed = new RegExp(` ${types}(?=[ \r\n])`, "g");
  return section.replace(lines, "").replace(/^m=.*\r?\n/, (media) => media.replace(listed, ""));
}

/** A pattern for one of these numbers; of none, for nothing. */
function one(numbers: readonly (string | undefined)[]): string {
  return numbers.length > 0 ? `(${numbers.join("|")})` : "(?!)";
}
