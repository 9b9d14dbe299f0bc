import assert from "node:assert/strict";
import { test } from "node:test";
import { Retransmission } from "../../src/peer/retransmission.ts";

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

test("after the first offer and answer Firefox neither offers streams of retransmissions nor hears of them", () => {
  const retransmission = new Retransmission();
  retransmission.negotiated(FIREFOX);
  assert.equal(retransmission.inDescription(AUDIO + VIDEO), AUDIO + WITHOUT);
  assert.equal(retransmission.inDescription(AUDIO + WITHOUT), AUDIO + WITHOUT);
});

test("nor does it hear of a source of retransmissions that is named without a payload type", () => {
  const retransmission = new Retransmission();
  retransmission.negotiated(FIREFOX);
  const sources = "a=ssrc-group:FID 1111 2222\r\na=ssrc:1111 cname:one\r\na=ssrc:2222 cname:one\r\n";
  assert.equal(retransmission.inDescription(AUDIO + WITHOUT + sources), `${AUDIO}${WITHOUT}a=ssrc:1111 cname:one\r\n`);
});

test("nothing is changed in the first offer and answer, nor in other engines", () => {
  const retransmission = new Retransmission();
  assert.equal(retransmission.inDescription(AUDIO + VIDEO), AUDIO + VIDEO);
  for (const local of [CHROMIUM, null]) retransmission.negotiated(local);
  assert.equal(retransmission.inDescription(AUDIO + VIDEO), AUDIO + VIDEO);
});

test("what was ended stays ended", () => {
  const retransmission = new Retransmission();
  retransmission.negotiated(FIREFOX);
  retransmission.negotiated(null);
  assert.equal(retransmission.inDescription(VIDEO), WITHOUT);
});
