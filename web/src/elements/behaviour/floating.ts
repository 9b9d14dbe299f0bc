/** Where a small window lies: its distance from the right and the lower edge, in pixels. */
export interface Place {
  readonly right: number;
  readonly bottom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Distance to the edges that is kept. */
export const MARGIN = 16;
const STEP = 24;
const LARGE_STEP = 120;

/** The place nearest to `place` at which a window of `size` lies within `page`. */
export function within(place: Place, size: Size, page: Size): Place {
  const clamp = (value: number, most: number): number => Math.max(MARGIN, Math.min(value, Math.max(MARGIN, most)));
  return {
    right: clamp(place.right, page.width - size.width - MARGIN),
    bottom: clamp(place.bottom, page.height - size.height - MARGIN),
  };
}

/** Where an arrow key moves it; further with Shift. Null for other keys. */
export function moved({ right, bottom }: Place, key: string, shiftKey: boolean): Place | null {
  const step = shiftKey ? LARGE_STEP : STEP;
  switch (key) {
    case "ArrowLeft":
      return { right: right + step, bottom };
    case "ArrowRight":
      return { right: right - step, bottom };
    case "ArrowUp":
      return { right, bottom: bottom + step };
    case "ArrowDown":
      return { right, bottom: bottom - step };
    default:
      return null;
  }
}
