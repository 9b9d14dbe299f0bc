import { panels } from "./english-panels.ts";

/** Every word on the elements in English; its type is what a translation has to have. */
export const english = {
  ...panels,

  // People and calling.
  people: "People",
  callVoice: (name: string) => `Call ${name}, voice only`,
  callVideo: (name: string) => `Call ${name} with video`,
  voice: "Voice",
  video: "Video",
  history: "Calls",
  settings: "Settings",
  close: "Close",

  // The phone.
  phone: "Phone",
  online: "Online",
  connecting: "Connecting…",
  reconnectingServer: "Reconnecting to the server… A call under way goes on.",
  signedOut: "You are signed out. Reload this page.",
  insecure: "Calls need a secure page. Open this one by https.",
  notify: "Tell me of calls when this page is in the background",
  missedCalls: (count: number) => (count === 1 ? "1 missed call" : `${count} missed calls`),

  // An incoming call.
  isCalling: (name: string) => `${name} is calling`,
  videoCall: "Video call",
  voiceCall: "Voice call",
  accept: "Accept",
  acceptVoice: "Accept without video",
  decline: "Decline",
  bellBlocked: "The browser keeps the bell silent until you click or press a key.",
  holdsCurrent: "If you accept, your present call is put on hold.",
  missedFrom: (name: string) => `Missed call from ${name}`,

  // An outgoing call, and where a call stands.
  callWith: (name: string) => `Call with ${name}`,
  callingTo: (name: string) => `Calling ${name}…`,
  calling: "Calling…",
  ringing: "Ringing…",
  ringingOn: (devices: number) => `Ringing on ${devices} devices`,
  connectingCall: "Connecting…",
  reconnecting: "Reconnecting…",
  connected: "Connected",
  cancel: "Cancel",

  // The bar of a call.
  callControls: "Call controls",
  mute: "Mute",
  unmute: "Unmute",
  cameraOn: "Turn the camera on",
  cameraOff: "Turn the camera off",
  share: "Share the screen",
  stopSharing: "Stop sharing the screen",
  stop: "Stop",
  more: "More",
  hold: "Put on hold",
  resume: "Resume",
  hangUp: "Hang up",
  keypad: "Keypad",
  devices: "Microphone, camera, speaker",
  pictureInPicture: "Picture in picture",
  fullScreen: "Full screen",
  minimise: "Make the call a small window",
  expand: "Make the call large again",
  moveWindow: "Move this window: drag it, or press an arrow key",
  soundOn: "Turn the sound on",
  switchTo: (name: string) => `Switch to ${name}`,

  // What each side does, also said to those who cannot see it.
  you: "You",
  youMuted: "Your microphone is off",
  youUnmuted: "Your microphone is on",
  yourCameraOn: "Your camera is on",
  yourCameraOff: "Your camera is off",
  youShare: "You are sharing your screen",
  youStopped: "You have stopped sharing",
  youHold: "The call is on hold",
  youResume: "The call goes on",
  muted: "Muted",
  otherMuted: (name: string) => `${name} has muted the microphone`,
  otherUnmuted: (name: string) => `${name} has turned the microphone on`,
  otherCameraOn: (name: string) => `${name} has turned the camera on`,
  otherCameraOff: (name: string) => `${name} has turned the camera off`,
  otherShares: (name: string) => `${name} is sharing a screen`,
  otherStopped: (name: string) => `${name} has stopped sharing`,
  otherHolds: (name: string) => `${name} has put you on hold`,
  otherResumes: (name: string) => `${name} is back`,
  otherReconnects: (name: string) => `${name} is reconnecting…`,
  audioOnly: "Video is paused so that the sound gets through.",

  // How good it is; 4 is the best.
  quality: "Quality",
  qualityLevels: { 1: "Very bad connection", 2: "Poor connection", 3: "Fair connection", 4: "Good connection" },
  roundTrip: "Round trip",
  packetLoss: "Packet loss",
  jitter: "Jitter",
  bitrate: "Received",
  relayed: "By way of a relay",
  direct: "Direct connection",

  // After the call.
  lasted: (duration: string) => `The call lasted ${duration}.`,
  callAgain: "Call again",
  callBack: "Call back",
  howWasIt: "How was the call?",
  stars: { 1: "Bad", 2: "Poor", 3: "Fair", 4: "Good", 5: "Excellent" },
  thanks: "Thank you.",

  // The keyboard.
  shortcuts: "Keyboard shortcuts",
  shortcutsNote: "They work during a call, but not in text fields and not on buttons.",
  talkWhilePressed: "Talk while pressed, when muted",
  space: "Space",
  moveSmallWindow: "Move the small window, on its picture",
};
