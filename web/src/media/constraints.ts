import type { Settings } from "./settings.ts";

/** What the browser may do to what the microphone hears. */
export const PROCESSING = ["echoCancellation", "noiseSuppression", "autoGainControl"] as const;

/** What to ask for. A chosen device must be named as the only one: Chromium passes over a mere preference. */
export function constraintsOf(device: "microphone" | "camera", settings: Settings): MediaTrackConstraints {
  const deviceId = { exact: settings[device] ?? [] };
  if (device === "camera") return { deviceId, width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };
  const { echoCancellation, noiseSuppression, autoGainControl } = settings;
  return { deviceId, echoCancellation, noiseSuppression, autoGainControl };
}
