/** 2:31, or 1:02:31, of milliseconds. */
export function clockTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const two = (part: number): string => String(part).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

/** "2 minutes, 31 seconds" in the language of `tag`: a duration for those who hear it. Source: ECMA-402, NumberFormat. */
export function spokenTime(milliseconds: number, tag: string): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const parts = [
    [Math.floor(seconds / 3_600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ] as const;
  const said = parts.filter(([amount, unit]) => amount > 0 || (unit === "second" && seconds === 0));
  return said
    .map(([amount, unit]) => new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long" }).format(amount))
    .join(", ");
}

/** The first letter of a name, as people count letters. Source: UAX 29, grapheme clusters. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toLocaleUpperCase() ?? "";
}

/** A hue in degrees that belongs to the name: neighbours in the alphabet are far apart. */
export function hueOf(name: string): number {
  const sum = [...name].reduce((hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % 9_973, 7);
  return (sum * 137) % 360;
}
