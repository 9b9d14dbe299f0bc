/** What `keepDtlsRole` needs of an RTCPeerConnection. */
type Descriptions = Pick<RTCPeerConnection, "currentLocalDescription" | "currentRemoteDescription">;

const ROLE = /^a=setup:(active|passive)(?=\r?$)/m;
const ROLES = new RegExp(ROLE, "gm");
const FINGERPRINTS = /^a=fingerprint:.*$/gm;

/**
 * `answer` with the DTLS role that its sender has in the association there is (RFC 8842 §5.3: a role stays for as long
 * as the association). Firefox 153 answers an ICE restart with `active` whatever it was, and Chromium then refuses the
 * whole answer ("Failed to set SSL role for the transport"). An answer with another fingerprint makes a new association,
 * and is left as it is.
 */
export function keepDtlsRole(answer: string, { currentLocalDescription, currentRemoteDescription }: Descriptions): string {
  if (currentLocalDescription === null || currentRemoteDescription === null) return answer;
  const known = new Set(currentRemoteDescription.sdp.match(FINGERPRINTS));
  if (!answer.match(FINGERPRINTS)?.every((fingerprint) => known.has(fingerprint))) return answer;
  const role =
    currentRemoteDescription.type === "answer"
      ? roleIn(currentRemoteDescription.sdp)
      : opposite(roleIn(currentLocalDescription.sdp));
  return role === undefined ? answer : answer.replace(ROLES, `a=setup:${role}`);
}

function roleIn(sdp: string): string | undefined {
  return ROLE.exec(sdp)?.[1];
}

function opposite(role: string | undefined): string | undefined {
  return role && { active: "passive", passive: "active" }[role];
}
