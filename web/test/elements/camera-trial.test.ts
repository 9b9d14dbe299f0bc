import assert from "node:assert/strict";
import { test } from "node:test";
import { MediaError, type CallClient } from "../../src/index.ts";
import { CameraTrial } from "../../src/elements/camera-trial.ts";

/** A track that knows whether it was stopped, in a stream of its own. */
class Picture {
  stopped = false;
  readonly track = Object.assign(new EventTarget(), { stop: () => (this.stopped = true) });
  readonly stream = { getTracks: () => [this.track] } as unknown as MediaStream;
}

class Cameras {
  readonly asked: unknown[] = [];
  readonly answers: { resolve: (stream: MediaStream) => void; reject: (error: Error) => void }[] = [];
  readonly client = { devices: { open: (_: string, wanted: unknown) => this.#open(wanted) } } as unknown as CallClient;

  #open(wanted: unknown): Promise<MediaStream> {
    this.asked.push(wanted);
    return new Promise((resolve, reject) => this.answers.push({ resolve, reject }));
  }
}

function rig(): { trial: CameraTrial; cameras: Cameras } {
  const host = { addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined };
  return { trial: new CameraTrial({ ...host, updateComplete: Promise.resolve(true) }), cameras: new Cameras() };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the chosen camera is opened, and released when one has seen enough", async () => {
  const { trial, cameras } = rig();
  const picture = new Picture();
  void trial.start(cameras.client, { camera: "b" });
  cameras.answers[0]?.resolve(picture.stream);
  await settled();
  assert.deepEqual(cameras.asked, [{ video: { deviceId: { exact: "b" } } }]);
  assert.equal(trial.stream, picture.stream);
  trial.stop();
  assert.deepEqual([trial.stream, trial.running, picture.stopped], [null, false, true]);
});

test("a camera that opens when nobody looks any more is released at once", async () => {
  const { trial, cameras } = rig();
  const late = new Picture();
  void trial.start(cameras.client, { camera: null });
  trial.hostDisconnected();
  cameras.answers[0]?.resolve(late.stream);
  await settled();
  assert.deepEqual([trial.stream, late.stopped], [null, true]);
});

test("another choice opens another camera and releases the first, however late it opens", async () => {
  const { trial, cameras } = rig();
  const [first, second] = [new Picture(), new Picture()];
  void trial.start(cameras.client, { camera: null });
  trial.follow({ camera: "b" });
  trial.follow({ camera: "b" });
  cameras.answers[1]?.resolve(second.stream);
  cameras.answers[0]?.resolve(first.stream);
  await settled();
  assert.equal(cameras.asked.length, 2);
  assert.deepEqual([trial.stream, first.stopped, second.stopped], [second.stream, true, false]);
});

test("what stands in the way is told by its code, until it is tried again", async () => {
  const { trial, cameras } = rig();
  void trial.start(cameras.client, { camera: null });
  cameras.answers[0]?.reject(new MediaError("camera", "in_use"));
  await settled();
  assert.deepEqual([trial.running, trial.trouble], [false, "camera_in_use"]);
  void trial.start(cameras.client, { camera: null });
  assert.deepEqual([trial.running, trial.trouble], [true, null]);
});

test("a camera that is unplugged is no picture any more, and is said to be gone", async () => {
  const { trial, cameras } = rig();
  const picture = new Picture();
  void trial.start(cameras.client, { camera: null });
  cameras.answers[0]?.resolve(picture.stream);
  await settled();
  picture.track.dispatchEvent(new Event("ended"));
  assert.deepEqual([trial.stream, trial.running, trial.trouble, picture.stopped], [null, false, "camera_none", true]);
});

test("a camera that ends after another one was opened changes nothing", async () => {
  const { trial, cameras } = rig();
  const [first, second] = [new Picture(), new Picture()];
  for (const [index, picture] of [first, second].entries()) {
    void trial.start(cameras.client, { camera: null });
    cameras.answers[index]?.resolve(picture.stream);
    await settled();
  }
  first.track.dispatchEvent(new Event("ended"));
  assert.deepEqual([trial.stream, trial.running, trial.trouble], [second.stream, true, null]);
});
