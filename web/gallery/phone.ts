import { PAST } from "./panels.ts";
import { callWith } from "./snapshots.ts";
import { press, statesOf, type State } from "./state.ts";

const NOTHING = { audio: false, video: false, screen: false };
const RINGS = { direction: "incoming", phase: "ringing", connectedAt: null, quality: null, received: NOTHING } as const;
const history = PAST;

/** The whole phone. */
export const phone: readonly State[] = statesOf("ringback-phone", "window", {
  people: { title: "People", scene: { history } },
  calls: { title: "Calls", scene: { history }, then: press((words) => words.history) },
  settings: { title: "Settings", scene: { history }, then: press((words) => words.settings) },
  nobody: { title: "Nobody is here", scene: { snapshot: { online: new Set(["alice"]) } } },
  connecting: { title: "Connecting", scene: { snapshot: { connection: "connecting", userId: null, online: new Set() } } },
  waiting: { title: "The server is away", scene: { history, snapshot: { connection: "waiting" } } },
  closed: { title: "Signed out", scene: { snapshot: { connection: "closed" } } },
  note: { title: "Answered on another device", scene: { history, snapshot: { note: { code: "answered_elsewhere", userId: "bob" } } } },
  incoming: { title: "A call comes in", scene: { history, snapshot: { calls: [callWith({ ...RINGS, withVideo: true })] } } },
  voice: { title: "In a voice call", scene: { history, snapshot: { calls: [callWith()] } } },
  video: { title: "In a video call", scene: { history, snapshot: { calls: [callWith({ withVideo: true })] } } },
  second: {
    title: "Another call during a video call",
    scene: { history, snapshot: { calls: [callWith({ withVideo: true }), callWith({ ...RINGS, callId: "c2", userId: "carol" })] } },
  },
  ended: {
    title: "After a call",
    scene: { history, snapshot: { calls: [callWith({ phase: "ended", reason: "completed", endedAt: performance.now() })] } },
  },
});
