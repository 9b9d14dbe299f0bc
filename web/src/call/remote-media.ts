import type { Received } from "./state.ts";

/** What comes from the other side, in two streams that stay the same whatever connection it comes by. */
export class RemoteMedia {
  /** All sound, and the camera. */
  readonly stream: MediaStream;
  readonly #screen: MediaStream;
  readonly #onChange: (received: Received) => void;
  /** Each track, with the stream that the other side sends it in. */
  readonly #tracks = new Map<MediaStreamTrack, string>();
  #screenId: string | null = null;

  constructor(createStream: () => MediaStream, onChange: (received: Received) => void) {
    this.stream = createStream();
    this.#screen = createStream();
    this.#onChange = onChange;
  }

  /** The screen that is shared. */
  get screen(): MediaStream | null {
    return this.#screen.getTracks().length > 0 ? this.#screen : null;
  }

  /**
   * A track has come, or come back; it stays until it leaves its streams. `muted` would not do: after a rollback Chromium
   * leaves it true though frames arrive. Source: W3C webrtc-pc, "process the removal of a remote track".
   */
  add(track: MediaStreamTrack, streams: readonly MediaStream[]): void {
    const [stream] = streams;
    const id = stream?.id ?? "";
    this.#tracks.set(track, id);
    if (stream) stream.onremovetrack = ({ track: left }) => this.#tracks.get(left) === id && this.#remove(left);
    this.#sort();
  }

  /** The other side says which stream carries its screen. */
  setScreen(screenId: string | null): void {
    this.#screenId = screenId;
    this.#sort();
  }

  /** The connection that everything came by is no more. */
  clear(): void {
    this.#tracks.clear();
    this.#sort();
  }

  #remove(track: MediaStreamTrack): void {
    this.#tracks.delete(track);
    this.#sort();
  }

  #sort(): void {
    const tracks = [...this.#tracks.keys()];
    const screen = this.#findScreen(tracks.filter(({ kind }) => kind === "video"));
    fill(this.stream, tracks.filter((track) => track !== screen));
    fill(this.#screen, screen ? [screen] : []);
    const has = (kind: string): boolean => this.stream.getTracks().some((track) => track.kind === kind);
    this.#onChange({ audio: has("audio"), video: has("video"), screen: this.screen !== null });
  }

  /** Of two pictures the later one is the screen, if neither came in its stream: after a collision Firefox may name none. */
  #findScreen(pictures: readonly MediaStreamTrack[]): MediaStreamTrack | undefined {
    if (this.#screenId === null) return undefined;
    const named = pictures.find((track) => this.#tracks.get(track) === this.#screenId);
    return named ?? (pictures.length > 1 ? pictures.at(-1) : undefined);
  }
}

function fill(stream: MediaStream, tracks: readonly MediaStreamTrack[]): void {
  for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
  for (const track of tracks) stream.addTrack(track);
}
