/** What comes from the other side, in one stream for one video element. */
export class RemoteMedia {
  readonly stream = new MediaStream();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get hasPicture(): boolean {
    return this.stream.getVideoTracks().length > 0;
  }

  /**
   * A track has come, or come back; it stays until it leaves its streams. `muted` would not do: after a rollback Chromium
   * leaves it true though frames arrive. Source: W3C webrtc-pc, "process the removal of a remote track".
   */
  add(track: MediaStreamTrack, streams: readonly MediaStream[]): void {
    for (const stream of streams) stream.onremovetrack = ({ track: left }) => this.#remove(left);
    this.stream.addTrack(track);
    this.#onChange();
  }

  #remove(track: MediaStreamTrack): void {
    this.stream.removeTrack(track);
    this.#onChange();
  }
}
