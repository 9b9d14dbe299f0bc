import { CodedError } from "../coded-error.ts";

export type DeviceKind = "microphone" | "camera" | "speaker";

/** Refused by the user or the page's policy; held by another program; not there; no secure page; anything else. */
export type DeviceTrouble = "denied" | "in_use" | "none" | "insecure" | "failed";

/** Source: W3C mediacapture-streams, `getUserMedia()`; screen-capture, `getDisplayMedia()`. */
const TROUBLES: Readonly<Record<string, DeviceTrouble>> = {
  NotAllowedError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

/** A device, or the screen, cannot be used. `code` is device and trouble: "microphone_denied". */
export class MediaError extends CodedError<`${DeviceKind | "screen"}_${DeviceTrouble}`> {
  override readonly name = "MediaError";

  constructor(
    readonly device: DeviceKind | "screen",
    readonly trouble: DeviceTrouble,
    cause?: unknown,
  ) {
    super(`${device}_${trouble}`, { cause });
  }

  /** What the browser's refusal means. A page that is not secure has no `mediaDevices` at all. */
  static of(device: DeviceKind | "screen", cause: unknown): MediaError {
    const insecure = !navigator.mediaDevices;
    return new MediaError(device, insecure ? "insecure" : (TROUBLES[(cause as Error).name] ?? "failed"), cause);
  }
}
