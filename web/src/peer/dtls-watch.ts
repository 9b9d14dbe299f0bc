import type { Lifetime } from "../lifetime.ts";
import { PeerError, type ReportError } from "./peer-errors.ts";

/** For how long DTLS has to have failed over a working path; a restart passes through such states. */
const FAILED_MS = 1_000;

/**
 * Tells when encryption has failed for good though there is a path: no restart of ICE mends that, only another connection
 * does. Seen in Firefox, whose SCTP wrote into DTLS while its address was gone. Source: W3C webrtc-pc §4.3.3, RFC 8842.
 */
export function watchDtls(pc: RTCPeerConnection, lifetime: Lifetime, report: ReportError): void {
  let reason: "connected" | "new" = "new";
  let told = false;
  const failed = (): boolean =>
    pc.connectionState === "failed" && ["connected", "completed"].includes(pc.iceConnectionState);
  const check = (): void => {
    if (told || !failed()) return;
    told = true;
    report(new PeerError("dtls_failed", { fatal: true, reason }));
  };
  const look = (): void => {
    if (pc.connectionState === "connected") reason = "connected";
    if (failed()) lifetime.after(FAILED_MS, check);
  };
  const { signal } = lifetime;
  pc.addEventListener("connectionstatechange", look, { signal });
  // ICE may be checking when DTLS fails, and again a second later, while the state of the whole stays at "failed".
  pc.addEventListener("iceconnectionstatechange", look, { signal });
}
