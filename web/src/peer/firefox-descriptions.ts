import { inFirefox, madeByFirefox } from "./firefox.ts";

const RETRANSMISSION = /^a=rtpmap:(\d+) rtx\//gim;
const FLOW = /^a=ssrc-group:FID \d+ (\d+)/gm;
const PLAYOUT_DELAY = /^a=extmap:\S+ \S+\/playout-delay.*\r?\n/gm;

/**
 * The descriptions that go out of Firefox and come in, without two things that it stumbles over:
 *
 * - Streams of their own in which lost video packets are sent again (RFC 4588); they come in the stream they were lost
 *   from instead. A Firefox 153 that has rolled back an ICE restart, or hears of the other side's picture in an answer, as
 *   after a collision that it won, may take nothing from those streams any more; each lost packet then freezes the
 *   picture for three seconds. (`setCodecPreferences()` would say it better, but then Firefox offers what Chromium cannot
 *   parse.)
 * - The header extension for playout delays. Firefox offers to receive it only, libwebrtc answers without a direction
 *   (RFC 8285 §5 wants one), so what holds depends on who made the offer.
 *
 * For each change in these Firefox receives all pictures anew. What a lost path has swallowed libwebrtc sends once more
 * by itself; when Firefox hears that first, after an ICE restart, it shows no picture for three seconds.
 */
export class FirefoxDescriptions {
  #here: boolean;

  constructor(here = inFirefox()) {
    this.#here = here;
  }

  /** For every completed offer and answer; `local` is our description in force, and tells what an engine hides. */
  negotiated(local: RTCSessionDescription | null): void {
    this.#here ||= madeByFirefox(local?.sdp);
  }

  /** A description as the other side, or our own engine, is to see it. */
  edited(sdp: string): string {
    return this.#here ? sdp.replace(PLAYOUT_DELAY, "").split(/(?=^m=)/m).map(withoutRetransmission).join("") : sdp;
  }
}

/**
 * One media section without the payload types and the sources (`ssrc`) of retransmissions. libwebrtc names a source in
 * its answers even where no payload type is left for it.
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
