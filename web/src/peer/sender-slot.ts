/** A sender of ours, with the track it was last asked to send, and the replacement that is not done yet. */
export interface Slot {
  readonly sender: RTCRtpSender;
  track: MediaStreamTrack | null;
  last: MediaStreamTrack;
  replacing?: Promise<void> | undefined;
}

/** The slot in which `track` is sent, or was until it was replaced by null. */
export function slotOf(slots: readonly Slot[], track: MediaStreamTrack): Slot {
  const slot =
    slots.find((slot) => slot.track === track) ?? slots.find((slot) => slot.track === null && slot.last === track);
  if (slot === undefined) throw new DOMException("The track is not sent.", "InvalidAccessError");
  return slot;
}

/** All tracks that are being sent. */
export function tracksOf(slots: readonly Slot[]): MediaStreamTrack[] {
  return slots.flatMap(({ track }) => (track === null ? [] : [track]));
}
