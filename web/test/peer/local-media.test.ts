import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifetime } from "../../src/lifetime.ts";
import { LocalMedia } from "../../src/peer/local-media.ts";
import { fakeStream, fakeTrack } from "./fake-media.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { VirtualClock } from "../virtual-clock.ts";

function rig(): { pc: FakePeerConnection; media: LocalMedia } {
  const pc = new FakePeerConnection("local");
  return { pc, media: new LocalMedia(pc.engine, new Lifetime(new VirtualClock())) };
}

const notSent = { name: "InvalidAccessError" };

test("every track of a stream is sent once", async () => {
  const { pc, media } = rig();
  const [sound, picture] = [fakeTrack("audio"), fakeTrack("video")];
  await media.addStream(fakeStream(sound, picture));
  await media.addStream(fakeStream(sound));
  assert.deepEqual(
    pc.senders.map(({ track }) => track),
    [sound, picture],
  );
});

test("video added and removed again and again stays on one transceiver", async () => {
  const { pc, media } = rig();
  await media.addStream(fakeStream(fakeTrack("audio")));
  for (let round = 0; round < 5; round += 1) {
    const picture = fakeTrack("video");
    const stream = fakeStream(picture);
    await media.addStream(stream);
    assert.equal(pc.senders.length, 2);
    assert.equal(pc.senders[1]?.track, picture);
    assert.equal(pc.senders[1]?.direction, "sendrecv");
    if (round > 0) assert.deepEqual(pc.senders[1]?.streams, [stream]);
    media.removeTrack(picture);
    assert.equal(picture.readyState, "live");
  }
});

test("a transceiver that nobody uses is made to send only", async () => {
  const { pc, media } = rig();
  const first = fakeTrack("video");
  await media.addStream(fakeStream(first));
  media.removeTrack(first);
  const [sender] = pc.senders;
  assert.ok(sender);
  sender.direction = "inactive";
  await media.addStream(fakeStream(fakeTrack("video")));
  assert.equal(sender.direction, "sendonly");
});

test("a track with a transceiver of its own is ours like any other", async () => {
  const { pc, media } = rig();
  const [sound, other] = [fakeTrack("audio"), fakeTrack("audio")];
  const stream = fakeStream(sound);
  media.setEnabled("audio", false);
  const transceiver: unknown = media.addTransceiver(sound, { direction: "sendonly", streams: [stream] });
  const [sender] = pc.senders;
  assert.ok(sender);
  assert.equal(transceiver, sender);
  assert.deepEqual(
    [sender.track, sender.direction, sender.streams, sound.enabled],
    [sound, "sendonly", [stream], false],
  );
  await media.addStream(stream);
  await media.replaceTrack(sound, other);
  assert.equal(pc.senders.length, 1);
  assert.equal(sender.track, other);
  media.stop();
  assert.equal(other.readyState, "ended");
  media.removeTrack(other);
  assert.equal(sender.track, null);
});

test("a transceiver of a kind sends nothing", () => {
  const { pc, media } = rig();
  media.addTransceiver("video", { direction: "recvonly" });
  assert.deepEqual([pc.senders[0]?.track, pc.senders[0]?.direction], [null, "recvonly"]);
  media.stop();
  assert.equal(media.setEnabled("video", true), false);
});

test("neither another kind nor a stopped transceiver is used again", async () => {
  const { pc, media } = rig();
  const [sound, picture] = [fakeTrack("audio"), fakeTrack("video")];
  await media.addStream(fakeStream(sound, picture));
  media.removeTrack(sound);
  media.removeTrack(picture);
  assert.ok(pc.senders[1]);
  pc.senders[1].direction = "stopped";
  await media.addStream(fakeStream(fakeTrack("video")));
  assert.equal(pc.senders.length, 3);
});

test("two tracks of a kind at once do not share an idle transceiver", async () => {
  const { pc, media } = rig();
  const first = fakeTrack("video");
  await media.addStream(fakeStream(first));
  media.removeTrack(first);
  const [camera, screen] = [fakeTrack("video"), fakeTrack("video")];
  await media.addStream(fakeStream(camera, screen));
  assert.deepEqual(
    pc.senders.map(({ track }) => track),
    [camera, screen],
  );
});

test("a track is replaced, silenced with null, and brought back by its old name", async () => {
  const { pc, media } = rig();
  const [old, next, third] = [fakeTrack("video"), fakeTrack("video"), fakeTrack("video")];
  await media.addStream(fakeStream(old));
  await media.replaceTrack(old, next);
  await assert.rejects(media.replaceTrack(old, third), notSent);
  await media.replaceTrack(next, null);
  await media.replaceTrack(next, third);
  assert.deepEqual(pc.senders[0]?.replaced, [next, null, third]);
  assert.equal(pc.senders[0]?.track, third);
});

test("what was silenced with null is used for the next track of its kind", async () => {
  const { pc, media } = rig();
  const [old, next] = [fakeTrack("video"), fakeTrack("video")];
  await media.addStream(fakeStream(old));
  await media.replaceTrack(old, null);
  await media.addStream(fakeStream(next));
  assert.equal(pc.senders.length, 1);
  assert.equal(pc.senders[0]?.track, next);
});

test("a replacement that the engine refuses rejects, and changes nothing", async () => {
  const { pc, media } = rig();
  const [old, next] = [fakeTrack("video"), fakeTrack("video")];
  await media.addStream(fakeStream(old));
  assert.ok(pc.senders[0]);
  pc.senders[0].refusal = new Error("no");
  await assert.rejects(media.replaceTrack(old, next), { message: "no" });
  pc.senders[0].refusal = undefined;
  await media.replaceTrack(old, next);
  assert.equal(pc.senders[0].track, next);
});

test("a track that is not sent can be neither removed nor replaced", async () => {
  const { media } = rig();
  assert.throws(() => media.removeTrack(fakeTrack("audio")), notSent);
  await assert.rejects(media.replaceTrack(fakeTrack("audio"), null), notSent);
});

test("muting says whether sound can be heard", async () => {
  const { media } = rig();
  const [sound, picture] = [fakeTrack("audio"), fakeTrack("video")];
  assert.equal(media.setEnabled("audio", true), false);
  await media.addStream(fakeStream(sound, picture));
  assert.equal(media.setEnabled("audio", false), false);
  assert.deepEqual([sound.enabled, picture.enabled], [false, true]);
  assert.equal(media.setEnabled("audio", true), true);
  assert.equal(sound.enabled, true);
});

test("a muted call stays muted with another microphone, however it comes in", async () => {
  const { media } = rig();
  const [first, second, third] = [fakeTrack("audio"), fakeTrack("audio"), fakeTrack("audio")];
  media.setEnabled("audio", false);
  await media.addStream(fakeStream(first));
  await media.replaceTrack(first, second);
  media.removeTrack(second);
  await media.addStream(fakeStream(third));
  assert.deepEqual(
    [first, second, third].map(({ enabled }) => enabled),
    [false, false, false],
  );
});

test("a track that the application disabled itself stays so", async () => {
  const { media } = rig();
  const sound = fakeTrack("audio");
  sound.enabled = false;
  await media.addStream(fakeStream(sound));
  assert.equal(sound.enabled, false);
});

test("stopping ends what is being sent, and leaves what was given back", async () => {
  const { media } = rig();
  const [removed, replaced, sent] = [fakeTrack("audio"), fakeTrack("video"), fakeTrack("video")];
  await media.addStream(fakeStream(removed, replaced));
  media.removeTrack(removed);
  await media.replaceTrack(replaced, sent);
  media.stop();
  assert.deepEqual(
    [removed, replaced, sent].map(({ readyState }) => readyState),
    ["live", "live", "ended"],
  );
});

/** A sender that was used and stands idle, and a track that is on its way into it. */
async function underWay() {
  const { pc, media } = rig();
  const [first, next] = [fakeTrack("video"), fakeTrack("video")];
  await media.addStream(fakeStream(first));
  media.removeTrack(first);
  const adding = media.addStream(fakeStream(next));
  return { pc, media, next, adding };
}

test("a track waits for one on its way into an idle sender: the engine would give both the same", async () => {
  const { pc, media, next, adding } = await underWay();
  const another = fakeTrack("video");
  const waiting = media.addStream(fakeStream(another));
  assert.equal(pc.senders.length, 1);
  await Promise.all([adding, waiting]);
  assert.deepEqual(
    pc.senders.map(({ track }) => track),
    [next, another],
  );
});

test("one that waits can be removed again, and is stopped at the end", async () => {
  const { pc, media, next, adding } = await underWay();
  const [removed, kept] = [fakeTrack("video"), fakeTrack("video")];
  const waiting = [media.addStream(fakeStream(removed)), media.addStream(fakeStream(kept))];
  media.removeTrack(removed);
  media.stop();
  assert.deepEqual([removed.readyState, kept.readyState], ["live", "ended"]);
  await Promise.all([adding, ...waiting]);
  assert.deepEqual(
    pc.senders.map(({ track }) => track),
    [next, kept],
  );
});

test("one that waits can be replaced, which is done once it has arrived", async () => {
  const { pc, media, adding } = await underWay();
  const [old, replacement] = [fakeTrack("video"), fakeTrack("video")];
  const waiting = media.addStream(fakeStream(old));
  await media.replaceTrack(old, replacement);
  await Promise.all([adding, waiting]);
  assert.equal(pc.senders[1]?.track, replacement);
});

test("a track that is removed on its way into a sender does not arrive", async () => {
  const { pc, media, next, adding } = await underWay();
  media.removeTrack(next);
  await adding;
  assert.deepEqual([pc.senders[0]?.track, pc.senders[0]?.direction], [null, "recvonly"]);
});
