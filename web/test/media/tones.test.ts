import assert from "node:assert/strict";
import { test } from "node:test";
import { samplesOf, type Tone } from "../../src/media/tones.ts";

const RATE = 8_000;
const TONES: readonly Tone[] = ["ring", "ringback", "ended", "failed"];

function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

/** How much of one frequency there is. Source: Goertzel. */
function strength(samples: Float32Array, hertz: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, index) => {
    real += sample * Math.cos((2 * Math.PI * hertz * index) / RATE);
    imaginary += sample * Math.sin((2 * Math.PI * hertz * index) / RATE);
  });
  return Math.hypot(real, imaginary);
}

for (const tone of TONES) {
  test(`${tone} is audible, never clipped, and begins and ends without a click`, () => {
    const samples = samplesOf(tone, 48_000);
    assert.ok(power(samples) > 1e-4);
    assert.ok(samples.every((sample) => Math.abs(sample) <= 0.5));
    assert.ok(samples.every((sample, index) => Math.abs(sample - (samples[index - 1] ?? 0)) < 0.06));
    assert.ok(Math.abs(samples.at(-1) ?? 1) < 0.001);
  });
}

test("the ringback tone is 425 Hz for one second of five", () => {
  const samples = samplesOf("ringback", RATE);
  assert.equal(samples.length, 5 * RATE);
  assert.ok(strength(samples.slice(0, RATE), 425) > 20 * strength(samples.slice(0, RATE), 660));
  assert.equal(power(samples.slice(RATE)), 0);
});

test("no two tones are mistaken for each other", () => {
  const prominent = TONES.map((tone) => {
    const samples = samplesOf(tone, RATE);
    const strengths = [330, 392, 425, 659, 784].map((hertz) => strength(samples, hertz));
    return strengths.indexOf(Math.max(...strengths));
  });
  assert.equal(new Set(prominent).size, TONES.length);
});
