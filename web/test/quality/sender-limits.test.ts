import assert from "node:assert/strict";
import { test } from "node:test";
import { limitVideo } from "../../src/quality/sender-limits.ts";

interface Fake {
  readonly sender: RTCRtpSender;
  readonly encoding: Record<string, unknown>;
  /** How often parameters were set. */
  set: number;
}

function video(settings: { height?: number; contentHint?: string; encodings?: [] } = {}): Fake {
  const encoding: Record<string, unknown> = {};
  const fake: Fake = {
    encoding,
    set: 0,
    sender: {
      track: { kind: "video", contentHint: settings.contentHint ?? "", getSettings: () => ({ height: settings.height }) },
      getParameters: () => ({ encodings: settings.encodings ?? [{ ...encoding, priority: "low" }] }),
      setParameters: async ({ encodings }: RTCRtpSendParameters) => {
        fake.set += 1;
        Object.assign(encoding, encodings[0]);
      },
    } as unknown as RTCRtpSender,
  };
  return fake;
}

test("the bits, the frames and the size of a rung, with what else was set left alone", () => {
  const camera = video({ height: 720 });
  limitVideo([camera.sender], true, 2);
  const expected = { active: true, maxBitrate: 400_000, maxFramerate: 30, scaleResolutionDownBy: 2, priority: "low" };
  assert.deepEqual(camera.encoding, expected);
});

test("silence", () => {
  const camera = video({ height: 720 });
  limitVideo([camera.sender], false, 0);
  assert.equal(camera.encoding["active"], false);
});

test("nothing is set again while nothing changes", () => {
  const camera = video({ height: 720 });
  for (const rung of [1, 1, 1, 2]) limitVideo([camera.sender], true, rung);
  assert.equal(camera.set, 2);
});

test("a picture is never made larger, nor one of unknown size smaller", () => {
  for (const camera of [video({ height: 120 }), video()]) {
    limitVideo([camera.sender], true, 0);
    assert.equal(camera.encoding["scaleResolutionDownBy"], 1);
  }
});

test("a shared screen keeps its size, to be read", () => {
  for (const contentHint of ["detail", "text"]) {
    const screen = video({ height: 1_080, contentHint });
    limitVideo([screen.sender], true, 0);
    assert.deepEqual([screen.encoding["scaleResolutionDownBy"], screen.encoding["maxBitrate"]], [1, 100_000]);
  }
});

test("a sender that has nothing negotiated yet waits, and one that refuses is asked again", async () => {
  const early = video({ encodings: [] });
  limitVideo([early.sender], true, 0);
  assert.equal(early.set, 0);
  const refusing = video();
  const refuse = async (): Promise<void> => {
    refusing.set += 1;
    throw new DOMException("negotiated meanwhile", "InvalidStateError");
  };
  Object.assign(refusing.sender, { setParameters: refuse });
  limitVideo([refusing.sender], true, 0);
  limitVideo([refusing.sender], true, 0);
  await new Promise(setImmediate);
  assert.equal(refusing.set, 2);
});
