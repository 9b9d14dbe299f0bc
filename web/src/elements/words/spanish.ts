import type { ElementWords } from "../languages.ts";
import { panels } from "./spanish-panels.ts";

export { spanish as sentences } from "../../words/spanish.ts";

/** Every word on the elements in Spanish. */
export const words: ElementWords = {
  ...panels,

  // People and calling.
  people: "Personas",
  callVoice: (name) => `Llamar a ${name}, solo voz`,
  callVideo: (name) => `Llamar a ${name} con vídeo`,
  voice: "Voz",
  video: "Vídeo",
  history: "Llamadas",
  settings: "Ajustes",
  close: "Cerrar",

  // The phone.
  phone: "Teléfono",
  online: "En línea",
  connecting: "Conectando…",
  reconnectingServer: "Recuperando la conexión con el servidor… Una llamada en curso continúa.",
  signedOut: "Se ha cerrado tu sesión. Vuelve a cargar esta página.",
  insecure: "Las llamadas necesitan una página segura. Abre esta por https.",
  notify: "Avisarme de llamadas cuando esta página esté en segundo plano",
  missedCalls: (count) => (count === 1 ? "1 llamada perdida" : `${count} llamadas perdidas`),

  // An incoming call.
  isCalling: (name) => `${name} te llama`,
  videoCall: "Videollamada",
  voiceCall: "Llamada de voz",
  accept: "Aceptar",
  acceptVoice: "Aceptar sin vídeo",
  decline: "Rechazar",
  bellBlocked: "El navegador no deja sonar el timbre hasta que hagas clic o pulses una tecla.",
  holdsCurrent: "La llamada actual quedará en espera.",
  missedFrom: (name) => `Llamada perdida de ${name}`,

  // An outgoing call, and where a call stands.
  callWith: (name) => `Llamada con ${name}`,
  callingTo: (name) => `Llamando a ${name}…`,
  calling: "Llamando…",
  ringing: "Sonando…",
  ringingOn: (devices) => `Sonando en ${devices} dispositivos`,
  connectingCall: "Conectando…",
  reconnecting: "Reconectando…",
  connected: "En llamada",
  cancel: "Cancelar",

  // The bar of a call.
  callControls: "Controles de la llamada",
  mute: "Apagar el micrófono",
  unmute: "Encender el micrófono",
  cameraOn: "Encender la cámara",
  cameraOff: "Apagar la cámara",
  share: "Compartir la pantalla",
  stopSharing: "Dejar de compartir la pantalla",
  stop: "Terminar",
  more: "Más",
  hold: "Poner en espera",
  resume: "Reanudar",
  hangUp: "Colgar",
  keypad: "Teclado",
  devices: "Micrófono, cámara, altavoz",
  pictureInPicture: "Imagen en imagen",
  fullScreen: "Pantalla completa",
  minimise: "Llamada en una ventana pequeña",
  expand: "Llamada grande otra vez",
  moveWindow: "Mover esta ventana: arrástrala o pulsa una flecha",
  soundOn: "Activar el sonido",
  switchTo: (name) => `Cambiar a ${name}`,

  // What each side does, also said to those who cannot see it.
  you: "Tú",
  youMuted: "Tu micrófono está apagado",
  youUnmuted: "Tu micrófono está encendido",
  yourCameraOn: "Tu cámara está encendida",
  yourCameraOff: "Tu cámara está apagada",
  youShare: "Estás compartiendo la pantalla",
  youStopped: "Has dejado de compartir",
  youHold: "La llamada está en espera",
  youResume: "La llamada continúa",
  muted: "Silenciado",
  otherMuted: (name) => `${name} ha apagado el micrófono`,
  otherUnmuted: (name) => `${name} ha encendido el micrófono`,
  otherCameraOn: (name) => `${name} ha encendido la cámara`,
  otherCameraOff: (name) => `${name} ha apagado la cámara`,
  otherShares: (name) => `${name} comparte una pantalla`,
  otherStopped: (name) => `${name} ha dejado de compartir`,
  otherHolds: (name) => `${name} te ha puesto en espera`,
  otherResumes: (name) => `${name} ha vuelto`,
  otherReconnects: (name) => `${name} se está reconectando…`,
  audioOnly: "El vídeo está en pausa para que llegue el sonido.",

  // How good it is; 4 is the best.
  quality: "Calidad",
  qualityLevels: { 1: "Conexión muy mala", 2: "Conexión mala", 3: "Conexión regular", 4: "Buena conexión" },
  roundTrip: "Ida y vuelta",
  packetLoss: "Pérdida de paquetes",
  jitter: "Fluctuación",
  bitrate: "Recibido",
  relayed: "A través de un relay",
  direct: "Conexión directa",

  // After the call.
  lasted: (duration) => `La llamada duró ${duration}.`,
  callAgain: "Volver a llamar",
  callBack: "Devolver la llamada",
  howWasIt: "¿Qué tal fue la llamada?",
  stars: { 1: "Muy mala", 2: "Mala", 3: "Regular", 4: "Buena", 5: "Excelente" },
  thanks: "Gracias.",

  // The keyboard.
  shortcuts: "Atajos de teclado",
  shortcutsNote: "Funcionan durante una llamada, pero no en campos de texto ni sobre botones.",
  talkWhilePressed: "Hablar mientras se pulsa, con el micrófono apagado",
  space: "Espacio",
  moveSmallWindow: "Mover la ventana pequeña, sobre su imagen",
};
