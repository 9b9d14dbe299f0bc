import assert from "node:assert/strict";
import { test } from "node:test";
import { Pair, rest } from "./call-rig.ts";
import { FakeStream } from "./fake-media.ts";
import { MediaError } from "../../src/media/media-error.ts";
import { fakeTrack } from "../peer/fake-media.ts";

test("each side sees what the other does", async (t) => {
  const { ann, bob } = await (await Pair.of(t)).talk(true);
  const nothing = { audio: true, video: true, screen: null, hold: false, reconnecting: false, shownHeight: null };
  assert.deepEqual([ann.snapshot.own, bob.snapshot.other], [nothing, nothing]);
  ann.call.mute(true);
  await ann.call.camera(false);
  await ann.call.shareScreen();
  await rest();
  const { screen } = ann.call.own;
  assert.ok(screen);
  assert.deepEqual(bob.snapshot.other, { ...nothing, audio: false, video: false, screen: screen.id });
  assert.ok(ann.captured[0]?.muted);
  ann.call.mute(false);
  await ann.call.camera(true);
  ann.call.stopSharing();
  ann.call.hold();
  await rest();
  assert.deepEqual(bob.snapshot.other, { ...nothing, hold: true });
  assert.deepEqual([ann.captured[0]?.held, ann.speaker.muted.has(ann.call.remote.stream)], [true, true]);
  ann.call.resume();
  ann.ice("disconnected");
  await rest();
  assert.deepEqual(bob.snapshot.other, { ...nothing, reconnecting: true });
  ann.ice("connected");
  await rest();
  assert.deepEqual([bob.snapshot.other, ann.phases], [nothing, ["connected"]]);
});

test("nothing is said of the media before they can flow, and nothing twice", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  const said = (): number => exchange.saidBy("ann").filter((type) => type === "media").length;
  ann.client.call("bob");
  await rest();
  ann.call.mute(true);
  bob.call.accept();
  await rest();
  assert.equal(said(), 0);
  ann.ice("connected");
  await rest();
  assert.deepEqual([said(), exchange.last("ann", "call-media").audio], [1, false]);
  ann.ice("completed");
  ann.call.mute(true);
  await rest();
  assert.equal(said(), 1);
});

test("what stood in the way of a device is forgotten once it is open, and nothing else is", async (t) => {
  const { ann } = await (await Pair.of(t)).talk();
  ann.captured[0]?.config.onTrouble(new MediaError("camera", "none"));
  ann.captured[0]?.put("audio", fakeTrack("audio"));
  assert.equal(ann.snapshot.trouble, "camera_none");
  await ann.call.camera(true);
  assert.equal(ann.snapshot.trouble, null);
});

test("the tracks of a change go to the connection: another, one more, one less", async (t) => {
  const { ann } = await (await Pair.of(t)).talk();
  const sent = (): (MediaStreamTrack | null)[] => ann.pc.senders.map(({ track }) => track);
  const [microphone] = ann.call.own.stream.getTracks();
  assert.deepEqual(sent(), [microphone]);
  const other = fakeTrack("audio");
  ann.captured[0]?.put("audio", other);
  await rest();
  assert.deepEqual(sent(), [other]);
  await ann.call.camera(true);
  await rest();
  assert.equal(sent().length, 2);
  await ann.call.shareScreen();
  await rest();
  const [screen] = ann.call.own.screen?.getTracks() ?? [];
  assert.equal(sent()[2], screen, "the screen is sent beside the camera");
  await ann.call.camera(false);
  await rest();
  assert.deepEqual(sent(), [other, null, screen]);
  ann.captured[0]?.put("audio", null);
  assert.equal(ann.snapshot.own.audio, false, "without a microphone nothing is heard");
});

test("camera and screen of the other side are told apart, whichever is heard of first", async (t) => {
  const { ann, exchange } = await (await Pair.of(t)).talk();
  const [camera, sound, screen] = [fakeTrack("video"), fakeTrack("audio"), fakeTrack("video")];
  const [first, second] = [new FakeStream(camera, sound), new FakeStream(screen)];
  const arrives = (track: MediaStreamTrack, stream: FakeStream): unknown =>
    ann.pc.dispatchEvent(Object.assign(new Event("track"), { track, streams: [stream] }));
  for (const track of [camera, sound]) arrives(track, first);
  arrives(screen, second);
  const shared = (): MediaStreamTrack[] | undefined => ann.call.remote.screen?.getTracks();
  assert.equal(shared(), undefined);
  assert.deepEqual(ann.snapshot.received, { audio: true, video: true, screen: false });
  const says = (id: string | null): void =>
    exchange.tell("ann", { type: "call-media", senderId: "bob", callId: ann.call.callId, audio: true, video: true, screen: id, hold: false, reconnecting: false });
  says(second.id);
  await rest();
  const { stream } = ann.call.remote;
  assert.deepEqual([stream.getTracks(), shared()], [[camera, sound], [screen]]);
  assert.deepEqual(ann.snapshot.received, { audio: true, video: true, screen: true });
  const soundOfScreen = fakeTrack("audio");
  arrives(soundOfScreen, second);
  assert.ok(stream.getTracks().includes(soundOfScreen), "all that is heard is played from one stream");
  arrives(screen, new FakeStream(screen));
  assert.deepEqual(shared(), [screen], "the later of two pictures");
  arrives(screen, second);
  second.loses(screen);
  assert.equal(shared(), undefined);
  says(null);
  arrives(camera, new FakeStream(camera));
  first.loses(camera);
  assert.ok(stream.getTracks().includes(camera), "it has moved to another stream");
  assert.equal(ann.call.remote.stream, stream);
});

test("trouble and notices of the devices are in the snapshot", async (t) => {
  const { ann } = await (await Pair.of(t)).talk();
  ann.captured[0]?.config.onNotice?.("muted_talking");
  assert.equal(ann.snapshot.notice, "muted_talking");
  ann.call.hangup();
  assert.equal(ann.snapshot.notice, null);
});

test("tones go out where the other side takes them", async (t) => {
  const { ann } = await (await Pair.of(t)).talk();
  assert.throws(() => ann.call.sendDtmf("1"), { name: "CallError", code: "no_dtmf" });
  const tones: string[] = [];
  Object.assign(ann.pc.senders[0]!, { dtmf: { canInsertDTMF: true, insertDTMF: (tone: string) => tones.push(tone) } });
  ann.call.sendDtmf("12#");
  assert.deepEqual(tones, ["12#"]);
});

test("what a call that is over is told does nothing", async (t) => {
  const { ann, exchange } = await (await Pair.of(t)).talk();
  const { call } = ann;
  call.hangup();
  await rest();
  const said = exchange.said.length;
  await call.camera(true);
  assert.equal(await call.shareScreen(), false);
  call.mute(true);
  call.hold();
  call.resume();
  call.accept();
  call.reject();
  call.hangup();
  await rest();
  assert.equal(exchange.said.length, said);
  assert.deepEqual([call.snapshot.reason, call.own.stream.getTracks().length], ["completed", 1]);
  await assert.rejects(call.getStats(), { name: "InvalidStateError" });
  assert.equal((await call.explain()).cause, (await call.explain()).cause);
});
