import type { Phrase, Words } from "./codes.ts";

const CALL = "Puedes llamar cuando quieras.";
const CHOOSE = "Elige otra opción.";
const GOES_ON = "La llamada sigue allí.";
const LATER = "Inténtalo más tarde.";
const NETWORK = "Prueba con otra red.";
const TELL = "Avisa a la administración.";

const DECLINED: Phrase = ["Has rechazado la llamada.", CALL];
const ELSEWHERE: Phrase = ["Has respondido en otro dispositivo.", GOES_ON];
const LOST: Phrase = ["Se ha perdido la conexión.", NETWORK];
const MISSED: Phrase = ["{other} te ha llamado.", CALL];
const NOT_HERE: Phrase = ["{other} no está disponible.", LATER];
const NO_PATH: Phrase = ["No se ha encontrado un camino por la red.", NETWORK];
const NO_RELAY: Phrase = ["El servicio no tiene un relay TURN.", TELL];
const RELAY_REFUSED: Phrase = ["El relay TURN ha rechazado la conexión.", TELL];
const RELAY_SILENT: Phrase = ["El relay TURN no responde.", NETWORK];
const SIGNED_OUT: Phrase = ["Se ha cerrado tu sesión.", "Vuelve a iniciarla."];
const SLOW: Phrase = ["La red va lenta.", "Apaga la cámara."];
const UNHEARD: Phrase = ["{other} quizá no te oye.", "Vuelve a llamar."];

/** Every sentence in Spanish. */
export const spanish: Words = {
  // Why a call ended.
  answered_elsewhere: ELSEWHERE,
  busy: ["{other} está en otra llamada.", LATER],
  busy_incoming: MISSED,
  cancelled: ["Has cancelado la llamada.", CALL],
  cancelled_incoming: MISSED,
  completed: ["La llamada ha terminado.", CALL],
  declined: ["{other} ha rechazado la llamada.", LATER],
  declined_elsewhere: DECLINED,
  declined_incoming: DECLINED,
  failed: NO_PATH,
  lost: LOST,
  merged: ["Os habéis llamado a la vez.", GOES_ON],
  no_answer: ["{other} no ha respondido.", LATER],
  no_answer_incoming: MISSED,
  not_allowed: ["{other} no admite tu llamada.", TELL],
  shutdown: ["El servicio se ha reiniciado.", CALL],
  unreachable: NOT_HERE,
  unreachable_incoming: MISSED,

  // Devices.
  device_denied: ["Esta página no puede usar {device}.", "Permítelo en la barra de direcciones."],
  device_failed: ["No se puede iniciar {device}.", CHOOSE],
  device_in_use: ["Otro programa está usando {device}.", "Ciérralo."],
  device_insecure: ["Esta página no puede usar {device}.", "Ábrela por https."],
  device_none: ["No se encuentra {device}.", "Conecta un dispositivo."],
  screen_denied: ["No se comparte la pantalla.", CHOOSE],

  // The way to the other side.
  clock: ["El reloj de este equipo no es correcto.", "Ponlo en hora."],
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
  udp_blocked: ["Esta red bloquea las llamadas.", NETWORK],
  wrong_credentials: RELAY_REFUSED,

  // The service.
  connection_lost: ["El servicio no responde.", "Espera un momento."],
  in_call: ["Ya estás en otra llamada.", "Cuelga primero."],
  no_dtmf: ["{other} no admite tonos.", "Dilo de viva voz."],
  not_in_call: ELSEWHERE,
  rate_limited: ["Han sido demasiados intentos.", LATER],
  recipient_offline: NOT_HERE,
  token: SIGNED_OUT,
  unauthenticated: SIGNED_OUT,

  // How good the call is.
  frozen_video: SLOW,
  high: SLOW,
  low: SLOW,
  muted_talking: ["Tienes el micrófono apagado.", "Enciéndelo."],
  no_audio_received: ["{other} no se oye.", "Comprueba el altavoz."],
  no_sound: ["Tu micrófono no capta nada.", CHOOSE],

  devices: { microphone: "el micrófono", camera: "la cámara", speaker: "el altavoz", screen: "la pantalla" },
  other: "La otra persona",
  unknown: ["Algo ha salido mal.", "Vuelve a cargar esta página."],
};
