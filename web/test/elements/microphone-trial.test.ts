import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS, MediaError, type CallClient, type testMicrophone } from "../../src/index.ts";
import { MicrophoneTrial } from "../../src/elements/microphone-trial.ts";

const CLIENT = { devices: {}, settings: { get: () => DEFAULT_SETTINGS } } as unknown as CallClient;

/** Microphones that open when the test says so. */
class Microphones {
  readonly opened: { answer: (error?: Error) => void; hear: (level: number, talking: boolean) => void; open: boolean }[] = [];

  readonly test: typeof testMicrophone = (_, onLevel) =>
    new Promise((resolve, reject) => {
      const one = {
        open: false,
        hear: onLevel,
        answer: (error?: Error): void => {
          one.open = !error;
          if (error) reject(error);
          else resolve(() => (one.open = false));
        },
      };
      this.opened.push(one);
    });
}

function rig(): { trial: MicrophoneTrial; microphones: Microphones } {
  const host = { addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined };
  const microphones = new Microphones();
  return { trial: new MicrophoneTrial({ ...host, updateComplete: Promise.resolve(true) }, microphones.test), microphones };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the level is told, and that one was heard stays until the end", async () => {
  const { trial, microphones } = rig();
  void trial.start(CLIENT);
  const [microphone] = microphones.opened;
  microphone?.answer();
  await settled();
  microphone?.hear(0.6, true);
  microphone?.hear(0.1, false);
  assert.deepEqual([trial.running, trial.level, trial.heard], [true, 0.1, true]);
  trial.stop();
  assert.deepEqual([trial.running, trial.level, trial.heard, microphone?.open], [false, 0, false, false]);
});

test("a microphone that opens when nobody tries it any more is released at once", async () => {
  const { trial, microphones } = rig();
  void trial.start(CLIENT);
  trial.hostDisconnected();
  microphones.opened[0]?.answer();
  await settled();
  assert.deepEqual([trial.running, microphones.opened[0]?.open], [false, false]);
});

test("another microphone, or another processing, opens it again; anything else does not", async () => {
  const { trial, microphones } = rig();
  void trial.start(CLIENT);
  microphones.opened[0]?.answer();
  await settled();
  trial.follow({ ...DEFAULT_SETTINGS, ringMs: 15_000 });
  assert.equal(microphones.opened.length, 1);
  trial.follow({ ...DEFAULT_SETTINGS, noiseSuppression: false });
  assert.deepEqual(microphones.opened.map(({ open }) => open), [false, false]);
  microphones.opened[1]?.answer();
  await settled();
  assert.deepEqual([trial.running, microphones.opened[1]?.open], [true, true]);
});

test("what stands in the way is told by its code", async () => {
  const { trial, microphones } = rig();
  void trial.start(CLIENT);
  microphones.opened[0]?.answer(new MediaError("microphone", "denied"));
  await settled();
  assert.deepEqual([trial.running, trial.trouble], [false, "microphone_denied"]);
});
