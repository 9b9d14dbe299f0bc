/** Few, so that a window which is made larger by and by does not tell the other side of every pixel. In pixels. */
const STEPS = [180, 270, 360, 540, 720];

/**
 * What `Call.showAt` is to be told of a picture in a box of `height` CSS pixels, on a screen with `ratio` pixels to each: the
 * next step; null without a picture, and where the largest would not do.
 */
export function shownHeight(height: number, ratio: number): number | null {
  const pixels = height * ratio;
  return pixels > 0 ? (STEPS.find((step) => step >= pixels) ?? null) : null;
}
