import assert from "node:assert/strict";
import { test } from "node:test";
import { FirefoxDescriptions } from "../../src/peer/firefox-descriptions.ts";

const FIREFOX = { sdp: "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n" } as RTCSessionDescription;
const CHROMIUM = { sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n" } as RTCSessionDescription;

const AUDIO = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96 97\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:97 CN/8000\r\n";
const VIDEO = [
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 120 12",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 nack",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:120 VP9/90000",
  "a=rtpmap:12 rtx/90000",
  "a=fmtp:12 apt=120",
  "a=ssrc-group:FID 1111 2222",
  "a=ssrc:1111 cname:one",
  "a=ssrc:2222 cname:one",
  "a=mid:1",
  "",
].join("\r\n");
const WITHOUT = [
  "m=video 9 UDP/TLS/RTP/SAVPF 96 120",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 nack",
  "a=rtpmap:120 VP9/90000",
  "a=ssrc:1111 cname:one",
  "a=mid:1",
  "",
].join("\r\n");

test("Firefox neither offers streams of retransmissions nor hears of them, from the first description on", () => {
  const firefox = new FirefoxDescriptions(true);
  assert.equal(firefox.edited(AUDIO + VIDEO), AUDIO + WITHOUT);
  assert.equal(firefox.edited(AUDIO + WITHOUT), AUDIO + WITHOUT);
});

test("nor does it hear of a source of retransmissions that is named without a payload type", () => {
  const sources = "a=ssrc-group:FID 1111 2222\r\na=ssrc:1111 cname:one\r\na=ssrc:2222 cname:one\r\n";
  const edited = new FirefoxDescriptions(true).edited(AUDIO + WITHOUT + sources);
  assert.equal(edited, `${AUDIO}${WITHOUT}a=ssrc:1111 cname:one\r\n`);
});

test("Firefox neither offers nor hears of playout delays, whatever their direction", () => {
  const mid = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n";
  const delay = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay\r\n";
  const edited = new FirefoxDescriptions(true).edited(`${WITHOUT}a=extmap:5/recvonly ${delay}${mid}a=extmap:5 ${delay}`);
  assert.equal(edited, WITHOUT + mid);
});

test("nothing is changed in other engines", () => {
  const other = new FirefoxDescriptions(false);
  for (const local of [CHROMIUM, null]) other.negotiated(local);
  assert.equal(other.edited(AUDIO + VIDEO), AUDIO + VIDEO);
});

test("a Firefox that gives itself out for another engine is known by its first description, for good", () => {
  const hidden = new FirefoxDescriptions(false);
  hidden.negotiated(FIREFOX);
  hidden.negotiated(null);
  assert.equal(hidden.edited(VIDEO), WITHOUT);
});

test("outside of Firefox nothing is taken for it", () => {
  assert.equal(new FirefoxDescriptions().edited(VIDEO), VIDEO);
});
