import { level } from "../../index.ts";
import type { Cancel } from "../../clock.ts";

/** Writes how loud a track is into a custom property of an element, from 0 to 1: styles draw it, and nothing is rendered anew. */
export class LevelRing {
  readonly #element: HTMLElement;
  readonly #property: string;
  #track: MediaStreamTrack | undefined;
  #stop: Cancel | undefined;

  constructor(element: HTMLElement, property: string) {
    this.#element = element;
    this.#property = property;
  }

  /** Listens to this track from now on; undefined: to none. */
  follow(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#stop?.();
    this.#track = track;
    this.#element.style.removeProperty(this.#property);
    this.#stop = track && level(track, (loudness) => this.#element.style.setProperty(this.#property, loudness.toFixed(2)));
  }
}
