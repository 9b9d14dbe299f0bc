import type { CallSnapshot, Snapshot } from "../src/index.ts";
import type { Scene } from "./fake-client.ts";
import { callWith, qualityOf, SEEN, TALKING } from "./snapshots.ts";
import { press, statesOf, type State } from "./state.ts";

const NOTHING = { audio: false, video: false, screen: false };
const SCREEN = { audio: true, video: true, screen: true };
const PHONE_LOST = { other: { ...SEEN, reconnecting: true } };

function scene(call: Partial<CallSnapshot>, snapshot: Partial<Snapshot> = {}): Scene {
  return { snapshot: { calls: [callWith(call)], ...snapshot } };
}

function calling(call: Partial<CallSnapshot>): Scene {
  return scene({ phase: "ringing", connectedAt: null, quality: null, received: NOTHING, ...call });
}

function ended(call: Partial<CallSnapshot>): Scene {
  return scene({ phase: "ended", connectedAt: null, endedAt: performance.now(), quality: null, ...call });
}

const lasting = { connectedAt: performance.now() - 151_000 };
const video = { withVideo: true };
const onHold = callWith({ callId: "c2", userId: "carol", own: { ...TALKING, hold: true } });

const outgoing = statesOf("ringback-call-view", "window", {
  dialling: { title: "Calling", scene: calling({ phase: "dialling", devices: null }) },
  ringing: { title: "It rings", scene: calling({}) },
  "ringing-video": { title: "It rings, with video, on two devices", scene: calling({ ...video, devices: 2 }) },
  connecting: { title: "Connecting", scene: calling({ phase: "connecting", received: NOTHING }) },
});

const underWay = statesOf("ringback-call-view", "window", {
  voice: { title: "Voice", scene: scene({}) },
  video: { title: "Video", scene: scene(video) },
  "camera-off": { title: "Video, one's own camera off", scene: scene({ ...video, own: TALKING }) },
  muted: { title: "Muted, and talking", scene: scene({ ...video, own: { ...SEEN, audio: false }, notice: "muted_talking" }) },
  "no-sound": { title: "The microphone gives no sound", scene: scene({ notice: "no_sound" }) },
  "other-muted": { title: "The other side is muted", scene: scene({ ...video, other: { ...SEEN, audio: false } }) },
  "other-camera-off": { title: "The other camera is off", scene: scene({ ...video, other: TALKING }) },
  "other-reconnecting": { title: "The other side reconnects", scene: scene({ ...video, ...PHONE_LOST }) },
  hold: { title: "On hold", scene: scene({ own: { ...TALKING, hold: true } }) },
  "other-hold": { title: "Put on hold by the other side", scene: scene({ other: { ...TALKING, hold: true } }) },
  screen: { title: "The other side shares a screen", scene: scene({ ...video, received: SCREEN, other: { ...SEEN, screen: "s" } }) },
  sharing: { title: "Sharing one's own screen", scene: scene({ ...video, own: { ...SEEN, screen: "s" } }) },
  reconnecting: { title: "Reconnecting", scene: scene({ ...video, phase: "reconnecting" }) },
  away: { title: "The server is away", scene: scene(video, { connection: "waiting" }) },
  poor: { title: "A poor connection", scene: scene({ ...video, quality: qualityOf(2) }) },
  "audio-only": { title: "Video paused for the sound", scene: scene({ ...video, quality: qualityOf(1) }) },
  "camera-in-use": { title: "The camera is in use", scene: scene({ trouble: "camera_in_use" }) },
  "sound-blocked": { title: "The browser keeps the sound back", scene: scene({}, { soundBlocked: true }) },
  two: { title: "A second call on hold", scene: { snapshot: { calls: [onHold, callWith(video)] } } },
  keypad: { title: "The keypad", scene: scene({}), then: press((words) => words.more, (words) => words.keypad) },
  more: { title: "More", scene: scene(video), then: press((words) => words.more) },
  minimised: { title: "A small window", scene: scene(video), set: (element) => element.toggleAttribute("minimised", true) },
});

const over = statesOf("ringback-call-view", "window", {
  completed: { title: "The call has ended", scene: ended({ ...lasting, reason: "completed" }) },
  lost: { title: "The connection was lost", scene: ended({ ...lasting, reason: "lost" }) },
  busy: { title: "Busy", scene: ended({ reason: "busy" }) },
  declined: { title: "Declined", scene: ended({ reason: "declined" }) },
  "no-answer": { title: "No answer", scene: ended({ reason: "no_answer" }) },
  unreachable: { title: "Not reachable", scene: ended({ reason: "unreachable" }) },
  "not-allowed": { title: "Not allowed", scene: ended({ reason: "not_allowed" }) },
  failed: { title: "It could not be connected", scene: ended({ reason: "failed", trouble: "udp_blocked" }) },
});

const ringsHere = { direction: "incoming", phase: "ringing", connectedAt: null, quality: null, received: NOTHING } as const;

const incoming = statesOf("ringback-incoming-call", "window", {
  voice: { title: "A voice call comes in", scene: scene(ringsHere) },
  video: { title: "A video call comes in", scene: scene({ ...ringsHere, ...video }) },
  silent: { title: "The bell is kept back", scene: scene({ ...ringsHere, ...video }, { soundBlocked: true }) },
  two: {
    title: "Two at once",
    scene: { snapshot: { calls: [callWith(ringsHere), callWith({ ...ringsHere, callId: "c2", userId: "carol" })] } },
  },
});

/** Calls in every state, and the calls that come in. */
export const calls: readonly State[] = [...outgoing, ...underWay, ...over, ...incoming];
