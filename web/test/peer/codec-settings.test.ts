import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, preferCodecs, withOpusSettings, type CodecSettings } from "../../src/peer/codec-settings.ts";

const SDP = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=rtpmap:96 VP8/90000",
  "",
].join("\r\n");

const fmtp = (sdp: string): string | undefined => /^a=fmtp:111 (.*?)\r?$/m.exec(sdp)?.[1];

test("nothing set leaves the description as it is, to the letter", () => {
  assert.equal(withOpusSettings(SDP, {}), SDP);
});

test("each setting asks for what it says, and leaves the others alone", () => {
  const cases = [
    [{ opusDtx: true }, "minptime=10;useinbandfec=1;usedtx=1"],
    [{ opusDtx: false }, "minptime=10;useinbandfec=1;usedtx=0"],
    [{ opusFec: false }, "minptime=10;useinbandfec=0"],
    [{ opusFec: true, opusDtx: true }, "minptime=10;useinbandfec=1;usedtx=1"],
  ] as const;
  for (const [settings, expected] of cases) assert.equal(fmtp(withOpusSettings(SDP, settings)), expected);
});

test("only the line of Opus changes, and a description set twice is set once", () => {
  const set = withOpusSettings(SDP, { opusDtx: true });
  assert.equal(set.replace(";usedtx=1", ""), SDP);
  assert.equal(withOpusSettings(set, { opusDtx: true }), set);
});

test("Firefox writes its parameters in another order, with lines that end in a line feed alone", () => {
  const firefox = "a=rtpmap:109 opus/48000/2\na=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1\n";
  const expected = "a=rtpmap:109 opus/48000/2\na=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=0\n";
  assert.equal(withOpusSettings(firefox, { opusFec: false }), expected);
});

test("a description without Opus is left alone", () => {
  const video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=fmtp:96 x=1\r\n";
  assert.equal(withOpusSettings(video, { opusDtx: true }), video);
});

const codec = (mimeType: string, sdpFmtpLine = ""): RTCRtpCodec => ({ mimeType, clockRate: 90_000, sdpFmtpLine });
const CODECS = [codec("video/VP8"), codec("video/rtx"), codec("video/VP9", "a"), codec("video/VP9", "b"), codec("video/AV1")];

test("wanted codecs come first, each with all of its profiles; the rest keeps its order", () => {
  const names = inOrder(CODECS, ["av1", "VP9"]).map(({ mimeType, sdpFmtpLine }) => mimeType + sdpFmtpLine);
  assert.deepEqual(names, ["video/AV1", "video/VP9a", "video/VP9b", "video/VP8", "video/rtx"]);
});

test("a codec that the browser does not have is passed over", () => {
  assert.deepEqual(inOrder(CODECS, ["H265"]), CODECS);
});

interface FakeTransceiver {
  readonly receiver: { readonly track: { readonly kind: string } };
  readonly preferred: (string | undefined)[];
  setCodecPreferences(codecs: RTCRtpCodec[]): void;
}

function transceiver(kind: string): FakeTransceiver {
  const preferred: (string | undefined)[] = [];
  const setCodecPreferences = ([first]: RTCRtpCodec[]): void => void preferred.push(first?.mimeType);
  return { receiver: { track: { kind } }, preferred, setCodecPreferences };
}

const CAPABILITIES: Record<string, RTCRtpCodec[]> = {
  audio: [codec("audio/opus"), codec("audio/red"), codec("audio/PCMU")],
  video: CODECS,
};

/** What is named first in an offer and in the answer after it, for sound and for picture. */
function named(settings?: CodecSettings): (string | undefined)[][] {
  const transceivers = [transceiver("audio"), transceiver("video")];
  const pc = Object.assign(new EventTarget(), { getTransceivers: () => transceivers });
  const value = { getCapabilities: (kind: string) => ({ codecs: CAPABILITIES[kind] }) };
  Object.defineProperty(globalThis, "RTCRtpReceiver", { value, configurable: true });
  try {
    const controller = new AbortController();
    preferCodecs(pc as unknown as RTCPeerConnection, controller.signal, settings);
    for (const type of ["negotiationneeded", "signalingstatechange"]) pc.dispatchEvent(new Event(type));
    controller.abort();
    for (const type of ["negotiationneeded", "signalingstatechange"]) pc.dispatchEvent(new Event(type));
  } finally {
    Reflect.deleteProperty(globalThis, "RTCRtpReceiver");
  }
  return transceivers.map(({ preferred }) => preferred);
}

test("transceivers are told before each offer and each answer, until the end", () => {
  assert.deepEqual(named({ videoCodecs: ["VP9"] }), [[], ["video/VP9", "video/VP9"]]);
  assert.deepEqual(named({ opusFec: true, videoCodecs: [] }), [["audio/red", "audio/red"], []]);
});

test("with nothing set the order is the browser's", () => {
  assert.deepEqual(named(), [[], []]);
  assert.deepEqual(named({ opusFec: false }), [[], []]);
});
