import type { Phrase, Words } from "./codes.ts";

const CALL = "Call when you like.";
const CHOOSE = "Choose another one.";
const GOES_ON = "It goes on there.";
const LATER = "Try again later.";
const NETWORK = "Try another network.";
const TELL = "Tell the administrator.";

const DECLINED: Phrase = ["You declined.", CALL];
const ELSEWHERE: Phrase = ["You answered on another device.", GOES_ON];
const LOST: Phrase = ["The connection was lost.", NETWORK];
const MISSED: Phrase = ["{other} called.", CALL];
const NOT_HERE: Phrase = ["{other} cannot be reached.", LATER];
const NO_PATH: Phrase = ["No network path was found.", NETWORK];
const NO_RELAY: Phrase = ["The service has no TURN relay.", TELL];
const RELAY_REFUSED: Phrase = ["The TURN relay refused.", TELL];
const RELAY_SILENT: Phrase = ["The TURN relay does not answer.", NETWORK];
const SIGNED_OUT: Phrase = ["You are signed out.", "Sign in again."];
const SLOW: Phrase = ["The network is slow.", "Turn the camera off."];
const UNHEARD: Phrase = ["{other} may not hear you.", "Call again."];

/** Every sentence in English; for a translation, an object of the same shape. */
export const english: Words = {
  // Why a call ended.
  answered_elsewhere: ELSEWHERE,
  busy: ["{other} is in another call.", LATER],
  busy_incoming: MISSED,
  cancelled: ["You cancelled.", CALL],
  cancelled_incoming: MISSED,
  completed: ["The call has ended.", CALL],
  declined: ["{other} declined.", LATER],
  declined_elsewhere: DECLINED,
  declined_incoming: DECLINED,
  failed: NO_PATH,
  lost: LOST,
  merged: ["You called each other.", GOES_ON],
  no_answer: ["{other} did not answer.", LATER],
  no_answer_incoming: MISSED,
  not_allowed: ["{other} may not be called.", TELL],
  shutdown: ["The service restarted.", CALL],
  unreachable: NOT_HERE,
  unreachable_incoming: MISSED,

  // Devices.
  device_denied: ["This page may not use the {device}.", "Allow it in the address bar."],
  device_failed: ["The {device} does not start.", CHOOSE],
  device_in_use: ["Another program uses the {device}.", "Close it."],
  device_insecure: ["This page may not use the {device}.", "Open it by https."],
  device_none: ["No {device} was found.", "Connect one."],
  screen_denied: ["The screen is not shared.", CHOOSE],

  // The way to the other side.
  clock: ["The clock here is wrong.", "Set it."],
  connection_timeout: NO_PATH,
  ice: RELAY_SILENT,
  ice_recovery_failed: LOST,
  media_stalled: UNHEARD,
  no_candidates: NO_PATH,
  no_path: NO_PATH,
  no_remote_candidates: NOT_HERE,
  no_turn: NO_RELAY,
  one_sided: UNHEARD,
  turn: RELAY_REFUSED,
  turn_not_configured: NO_RELAY,
  turn_unavailable: RELAY_SILENT,
  turn_unreachable: RELAY_SILENT,
  udp_blocked: ["This network blocks calls.", NETWORK],
  wrong_credentials: RELAY_REFUSED,

  // The service.
  connection_lost: ["The service does not answer.", "Wait."],
  in_call: ["You are in another call.", "Hang up first."],
  no_dtmf: ["{other} takes no tones.", "Say it instead."],
  not_in_call: ELSEWHERE,
  rate_limited: ["That was too much.", LATER],
  recipient_offline: NOT_HERE,
  token: SIGNED_OUT,
  unauthenticated: SIGNED_OUT,

  // How good the call is.
  frozen_video: SLOW,
  high: SLOW,
  low: SLOW,
  muted_talking: ["You are muted.", "Unmute."],
  no_audio_received: ["{other} cannot be heard.", "Check your speaker."],
  no_sound: ["Your microphone is silent.", CHOOSE],

  devices: { microphone: "microphone", camera: "camera", speaker: "speaker", screen: "screen" },
  other: "The other side",
  unknown: ["Something went wrong.", "Reload this page."],
};
