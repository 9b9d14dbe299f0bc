/** What was captured for a call. */
export interface Capture {
  readonly stream: MediaStream;
  /** Why there is no camera although one was wanted: a sentence. */
  readonly note: string | null;
}

/** Nothing could be captured; the message says what to do about it. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

type Device = "camera" | "microphone";

const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };

/**
 * Opens the microphone, and the camera when `video`. A call goes on without a camera, but not without a microphone.
 * Rejects with a CaptureError, and with nothing else.
 */
export async function capture(video: boolean): Promise<Capture> {
  if (!video) return { stream: await open("microphone", { audio: AUDIO }), note: null };
  try {
    return { stream: await open("camera", { audio: AUDIO, video: VIDEO }), note: null };
  } catch (problem) {
    const stream = await open("microphone", { audio: AUDIO });
    return { stream, note: `${(problem as CaptureError).message} The call goes on with voice only.` };
  }
}

/** Opens the camera alone, during a call. Rejects with a CaptureError. */
export async function captureCamera(): Promise<MediaStreamTrack> {
  return onlyTrack(await open("camera", { video: VIDEO }));
}

/** Lets the user choose a screen or window; null when they choose none. Rejects with a CaptureError. */
export async function captureScreen(): Promise<MediaStreamTrack | null> {
  try {
    return onlyTrack(await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false }));
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw new CaptureError("The screen could not be shared. Try another window.", { cause: error });
  }
}

/** Telephones have no screen to share. */
export function canShareScreen(): boolean {
  return "getDisplayMedia" in (navigator.mediaDevices ?? {});
}

async function open(device: Device, constraints: MediaStreamConstraints): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    throw new CaptureError(sentence(device, cause), { cause });
  }
}

/** Source: W3C mediacapture-streams, getUserMedia(). */
function sentence(device: Device, cause: unknown): string {
  switch (cause instanceof DOMException ? cause.name : "") {
    case "NotAllowedError":
      return `The ${device} is blocked for this page. Allow it in the address bar, then try again.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${device} was found. Connect one, then try again.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${device} is in use by another program. Close that program, then try again.`;
    default:
      return `The ${device} could not be opened. Check that it works in another program, then try again.`;
  }
}

function onlyTrack(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (track === undefined) throw new CaptureError("The device gave no picture. Try again.");
  return track;
}
