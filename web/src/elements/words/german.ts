import type { ElementWords } from "../languages.ts";
import { panels } from "./german-panels.ts";

export { german as sentences } from "../../words/german.ts";

/** Every word on the elements in German. */
export const words: ElementWords = {
  ...panels,

  // People and calling.
  people: "Personen",
  callVoice: (name) => `${name} anrufen, nur Ton`,
  callVideo: (name) => `${name} mit Video anrufen`,
  voice: "Ton",
  video: "Video",
  history: "Anrufe",
  settings: "Einstellungen",
  close: "Schließen",

  // The phone.
  phone: "Telefon",
  online: "Online",
  connecting: "Verbindet …",
  reconnectingServer: "Die Verbindung zum Server wird wiederhergestellt … Ein laufender Anruf geht weiter.",
  signedOut: "Sie sind abgemeldet. Laden Sie diese Seite neu.",
  insecure: "Anrufe brauchen eine sichere Seite. Öffnen Sie diese über https.",
  notify: "Anrufe melden, wenn diese Seite im Hintergrund ist",
  missedCalls: (count) => (count === 1 ? "1 verpasster Anruf" : `${count} verpasste Anrufe`),

  // An incoming call.
  isCalling: (name) => `${name} ruft an`,
  videoCall: "Videoanruf",
  voiceCall: "Sprachanruf",
  accept: "Annehmen",
  acceptVoice: "Ohne Video annehmen",
  decline: "Ablehnen",
  bellBlocked: "Der Browser lässt erst klingeln, wenn Sie klicken oder eine Taste drücken.",
  holdsCurrent: "Ihr jetziger Anruf wird gehalten.",
  missedFrom: (name) => `Verpasster Anruf von ${name}`,

  // An outgoing call, and where a call stands.
  callWith: (name) => `Anruf mit ${name}`,
  callingTo: (name) => `${name} wird angerufen …`,
  calling: "Ruft an …",
  ringing: "Klingelt …",
  ringingOn: (devices) => `Klingelt auf ${devices} Geräten`,
  connectingCall: "Verbindet …",
  reconnecting: "Verbindet neu …",
  connected: "Verbunden",
  cancel: "Abbrechen",

  // The bar of a call.
  callControls: "Steuerung des Anrufs",
  mute: "Stummschalten",
  unmute: "Stummschaltung aufheben",
  cameraOn: "Kamera einschalten",
  cameraOff: "Kamera ausschalten",
  share: "Bildschirm teilen",
  stopSharing: "Bildschirm nicht mehr teilen",
  stop: "Beenden",
  more: "Mehr",
  hold: "Halten",
  resume: "Fortsetzen",
  hangUp: "Auflegen",
  keypad: "Tastenfeld",
  devices: "Mikrofon, Kamera, Lautsprecher",
  pictureInPicture: "Bild im Bild",
  fullScreen: "Ganzer Bildschirm",
  minimise: "Anruf als kleines Fenster",
  expand: "Anruf wieder groß",
  moveWindow: "Dieses Fenster verschieben: ziehen oder eine Pfeiltaste drücken",
  soundOn: "Ton einschalten",
  switchTo: (name) => `Zu ${name} wechseln`,

  // What each side does, also said to those who cannot see it.
  you: "Sie",
  youMuted: "Ihr Mikrofon ist aus",
  youUnmuted: "Ihr Mikrofon ist an",
  yourCameraOn: "Ihre Kamera ist an",
  yourCameraOff: "Ihre Kamera ist aus",
  youShare: "Sie teilen Ihren Bildschirm",
  youStopped: "Sie teilen nicht mehr",
  youHold: "Der Anruf wird gehalten",
  youResume: "Der Anruf geht weiter",
  muted: "Stumm",
  otherMuted: (name) => `${name} hat das Mikrofon ausgeschaltet`,
  otherUnmuted: (name) => `${name} hat das Mikrofon eingeschaltet`,
  otherCameraOn: (name) => `${name} hat die Kamera eingeschaltet`,
  otherCameraOff: (name) => `${name} hat die Kamera ausgeschaltet`,
  otherShares: (name) => `${name} teilt einen Bildschirm`,
  otherStopped: (name) => `${name} teilt nicht mehr`,
  otherHolds: (name) => `${name} hält den Anruf`,
  otherResumes: (name) => `${name} ist wieder da`,
  otherReconnects: (name) => `${name} verbindet neu …`,
  audioOnly: "Das Video pausiert, damit der Ton durchkommt.",

  // How good it is; 4 is the best.
  quality: "Qualität",
  qualityLevels: { 1: "Sehr schlechte Verbindung", 2: "Schlechte Verbindung", 3: "Mäßige Verbindung", 4: "Gute Verbindung" },
  roundTrip: "Umlaufzeit",
  packetLoss: "Paketverlust",
  jitter: "Jitter",
  bitrate: "Empfang",
  relayed: "Über ein Relay",
  direct: "Direkte Verbindung",

  // After the call.
  lasted: (duration) => `Der Anruf dauerte ${duration}.`,
  callAgain: "Noch einmal anrufen",
  callBack: "Zurückrufen",
  howWasIt: "Wie war der Anruf?",
  stars: { 1: "Sehr schlecht", 2: "Schlecht", 3: "Mäßig", 4: "Gut", 5: "Ausgezeichnet" },
  thanks: "Danke.",

  // The keyboard.
  shortcuts: "Tastenkürzel",
  shortcutsNote: "Sie gelten während eines Anrufs, aber nicht in Textfeldern und nicht auf Knöpfen.",
  talkWhilePressed: "Gedrückt halten und sprechen, wenn stumm",
  space: "Leertaste",
  moveSmallWindow: "Das kleine Fenster verschieben, auf seinem Bild",
};
