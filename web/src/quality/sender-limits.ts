import { RUNGS } from "./adaptation.ts";

/**
 * Holds video senders to a rung of the ladder, or to silence; harmless when repeated, so that it serves senders and
 * tracks that come later too. A shared screen keeps its size, for it is to be read. Source: W3C webrtc-pc, setParameters().
 */
export function limitVideo(senders: readonly RTCRtpSender[], active: boolean, rung: number): void {
  for (const sender of senders) {
    const parameters = sender.getParameters();
    const encoding = parameters.encodings?.[0] as Record<string, unknown> | undefined;
    if (encoding === undefined) continue;
    const wanted = { active, ...limits(sender.track!, rung) };
    if (Object.entries(wanted).every(([name, value]) => encoding[name] === value)) continue;
    Object.assign(encoding, wanted);
    sender.setParameters(parameters).catch(() => undefined); // negotiated anew meanwhile: the next second does it
  }
}

function limits(track: MediaStreamTrack, rung: number): RTCRtpEncodingParameters {
  const { height, framesPerSecond, kbps } = (RUNGS[rung] ?? RUNGS.at(-1))!;
  const own = track.contentHint === "detail" || track.contentHint === "text" ? 0 : (track.getSettings().height ?? 0);
  return {
    maxBitrate: kbps * 1_000,
    maxFramerate: framesPerSecond,
    scaleResolutionDownBy: Math.max(1, own / height),
  };
}
