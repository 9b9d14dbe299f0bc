import type { Phrase, Words } from "./codes.ts";

const CALL = "Sie können jederzeit anrufen.";
const CHOOSE = "Wählen Sie etwas anderes.";
const GOES_ON = "Dort geht es weiter.";
const LATER = "Versuchen Sie es später noch einmal.";
const NETWORK = "Versuchen Sie es in einem anderen Netz.";
const TELL = "Sagen Sie der Administration Bescheid.";

const DECLINED: Phrase = ["Sie haben abgelehnt.", CALL];
const ELSEWHERE: Phrase = ["Sie haben auf einem anderen Gerät angenommen.", GOES_ON];
const LOST: Phrase = ["Die Verbindung ist abgebrochen.", NETWORK];
const MISSED: Phrase = ["{other} hat angerufen.", CALL];
const NOT_HERE: Phrase = ["{other} ist nicht erreichbar.", LATER];
const NO_PATH: Phrase = ["Es wurde kein Weg durch das Netz gefunden.", NETWORK];
const NO_RELAY: Phrase = ["Der Dienst hat kein TURN-Relay.", TELL];
const RELAY_REFUSED: Phrase = ["Das TURN-Relay hat abgelehnt.", TELL];
const RELAY_SILENT: Phrase = ["Das TURN-Relay antwortet nicht.", NETWORK];
const SIGNED_OUT: Phrase = ["Sie sind abgemeldet.", "Melden Sie sich wieder an."];
const SLOW: Phrase = ["Das Netz ist langsam.", "Schalten Sie die Kamera aus."];
const UNHEARD: Phrase = ["{other} hört Sie vielleicht nicht.", "Rufen Sie noch einmal an."];

/** Every sentence in German. */
export const german: Words = {
  // Why a call ended.
  answered_elsewhere: ELSEWHERE,
  busy: ["{other} spricht gerade.", LATER],
  busy_incoming: MISSED,
  cancelled: ["Sie haben aufgelegt.", CALL],
  cancelled_incoming: MISSED,
  completed: ["Der Anruf ist beendet.", CALL],
  declined: ["{other} hat abgelehnt.", LATER],
  declined_elsewhere: DECLINED,
  declined_incoming: DECLINED,
  failed: NO_PATH,
  lost: LOST,
  merged: ["Sie haben einander angerufen.", GOES_ON],
  no_answer: ["{other} hat nicht angenommen.", LATER],
  no_answer_incoming: MISSED,
  not_allowed: ["{other} darf nicht angerufen werden.", TELL],
  shutdown: ["Der Dienst wurde neu gestartet.", CALL],
  unreachable: NOT_HERE,
  unreachable_incoming: MISSED,

  // Devices.
  device_denied: ["Diese Seite darf {device} nicht benutzen.", "Erlauben Sie es in der Adresszeile."],
  device_failed: ["Der Browser kann {device} nicht starten.", CHOOSE],
  device_in_use: ["Ein anderes Programm benutzt {device}.", "Schließen Sie es."],
  device_insecure: ["Diese Seite darf {device} nicht benutzen.", "Öffnen Sie sie über https."],
  device_none: ["Der Browser findet {device} nicht.", "Schließen Sie ein Gerät an."],
  screen_denied: ["Der Bildschirm wird nicht geteilt.", CHOOSE],

  // The way to the other side.
  clock: ["Die Uhr hier geht falsch.", "Stellen Sie sie."],
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
  udp_blocked: ["Dieses Netz lässt keine Anrufe durch.", NETWORK],
  wrong_credentials: RELAY_REFUSED,

  // The service.
  connection_lost: ["Der Dienst antwortet nicht.", "Warten Sie."],
  in_call: ["Sie sind schon in einem Anruf.", "Legen Sie zuerst auf."],
  no_dtmf: ["{other} nimmt keine Töne an.", "Sagen Sie es stattdessen."],
  not_in_call: ELSEWHERE,
  rate_limited: ["Das war zu viel auf einmal.", LATER],
  recipient_offline: NOT_HERE,
  token: SIGNED_OUT,
  unauthenticated: SIGNED_OUT,

  // How good the call is.
  frozen_video: SLOW,
  high: SLOW,
  low: SLOW,
  muted_talking: ["Sie sind stumm.", "Schalten Sie das Mikrofon ein."],
  no_audio_received: ["{other} ist nicht zu hören.", "Prüfen Sie Ihren Lautsprecher."],
  no_sound: ["Ihr Mikrofon ist still.", CHOOSE],

  devices: { microphone: "das Mikrofon", camera: "die Kamera", speaker: "den Lautsprecher", screen: "den Bildschirm" },
  other: "Die Gegenseite",
  unknown: ["Etwas ist schiefgegangen.", "Laden Sie diese Seite neu."],
};
