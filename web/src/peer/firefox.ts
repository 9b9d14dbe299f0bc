/** The origin line (RFC 8866 §5.2) of every description that Firefox makes. */
const ORIGIN = /^o=mozilla/m;

/** Whether Firefox wrote this session description: some faults lie between Firefox and the other engines only. */
export function madeByFirefox(sdp: string | undefined): boolean {
  return sdp !== undefined && ORIGIN.test(sdp);
}

/** Whether this is Firefox, by its own word: before the first description there is nothing else to tell by. */
export function inFirefox(): boolean {
  return navigator.userAgent.includes("Firefox/");
}
