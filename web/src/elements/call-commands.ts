import { CallError, MediaError, type Call } from "../index.ts";
import type { Command } from "./behaviour/keyboard.ts";

/** Does what concerns the call itself, and says with a code what stood in the way; null: nothing did. */
export async function carryOut(command: Command, call: Call): Promise<string | null> {
  try {
    await ask(command, call);
    return null;
  } catch (error) {
    if (error instanceof MediaError || error instanceof CallError) return error.code;
    throw error;
  }
}

async function ask(command: Command, call: Call): Promise<void> {
  const { own } = call.snapshot;
  if (command === "mute") call.mute(own.audio);
  else if (command === "camera") await call.camera(!own.video);
  else if (command === "share" && own.screen !== null) call.stopSharing();
  else if (command === "share") await call.shareScreen();
  else if (command === "hold" && own.hold) call.resume();
  else if (command === "hold") call.hold();
  else if (command === "hang-up") call.hangup();
}

/** Sends one tone, and says with a code why not. */
export function sendTone(call: Call, tone: string): string | null {
  try {
    call.sendDtmf(tone);
    return null;
  } catch (error) {
    if (error instanceof CallError) return error.code;
    throw error;
  }
}

/** Shows a picture in a window of its own, or takes it back. A browser that refuses changes nothing. */
export function togglePictureInPicture(video: HTMLVideoElement | null): void {
  const asked = document.pictureInPictureElement ? document.exitPictureInPicture() : video?.requestPictureInPicture();
  asked?.catch(() => undefined);
}

export function toggleFullScreen(element: Element): void {
  const asked = element.matches(":fullscreen") ? document.exitFullscreen() : element.requestFullscreen();
  asked.catch(() => undefined);
}
