import { MARGIN, moved, within, type Place } from "./floating.ts";

/** Keeps a small window where the person has put it: dragged, or moved with the arrow keys. */
export class FloatingWindow {
  #window: HTMLElement | undefined;
  #place: Place = { right: MARGIN, bottom: MARGIN };
  #isMoved = false;
  #from: { readonly x: number; readonly y: number; readonly place: Place } | undefined;

  /** This element is the window from now on; undefined: there is none. */
  follow(window: HTMLElement | undefined): void {
    if (window === this.#window) return;
    this.#window?.style.removeProperty("right");
    this.#window?.style.removeProperty("bottom");
    this.#window = window;
    if (window) addEventListener("resize", this.#settle);
    else removeEventListener("resize", this.#settle);
    this.#settle();
  }

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#from = { x: event.clientX, y: event.clientY, place: this.#place };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };

  readonly onPointerMove = (event: PointerEvent): void => {
    if (!this.#from) return;
    const { x, y, place } = this.#from;
    this.#move({ right: place.right + x - event.clientX, bottom: place.bottom + y - event.clientY });
  };

  readonly onPointerUp = (): void => {
    this.#from = undefined;
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const place = moved(this.#place, event.key, event.shiftKey);
    if (!place) return;
    event.preventDefault();
    this.#move(place);
  };

  /** Until it is moved it lies where a line of text ends. */
  readonly #settle = (): void => {
    const end = this.#window?.matches(":dir(rtl)") ? Infinity : MARGIN;
    this.#put(this.#isMoved ? this.#place : { right: end, bottom: MARGIN });
  };

  #move(place: Place): void {
    this.#isMoved = true;
    this.#put(place);
  }

  #put(place: Place): void {
    const window = this.#window;
    if (!window) return;
    const { width, height } = window.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    this.#place = within(place, { width, height }, { width: clientWidth, height: clientHeight });
    window.style.right = `${this.#place.right}px`;
    window.style.bottom = `${this.#place.bottom}px`;
  }
}
