/** A session description. */
interface Description {
  readonly type: RTCSdpType;
  readonly sdp: string;
}

const MID = /^a=mid:.*$/gm;
const SENDS = /^a=send(recv|only)\r?$/m;
const MEDIA = /^(audio|video)/;

/**
 * Whether `description` is an answer that joins in: that sends media in a section of the offer that was new. Both sides
 * see it in the answer. `previous` is the description of the same side that it replaces.
 */
export function joins(description: Description | null, previous: Description | null): boolean {
  if (description?.type !== "answer") return false;
  const known = new Set(previous?.sdp.match(MID));
  const media = description.sdp.split("\nm=").filter((section) => MEDIA.test(section) && SENDS.test(section));
  return media.some((section) => section.match(MID)?.some((mid) => !known.has(mid)));
}
