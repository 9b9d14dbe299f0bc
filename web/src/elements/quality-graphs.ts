import uPlot from "uplot";
import { clockTime } from "./format.ts";
import type { ElementWords } from "./languages.ts";
import type { QualitySeries } from "./quality-history.ts";

const WIDTH = 272;
const HEIGHT = 74;
const MOST_SECONDS_EMPTY = 30;

/** A measure, its unit, and how much of it fills the graph at least: a small ripple is not to look like a storm. */
type Row = readonly [values: keyof Omit<QualitySeries, "times">, label: string, unit: string, least: number];

/** The graphs of one call, each with its present value in words. */
export class QualityGraphs {
  readonly #rows: readonly { readonly plot: uPlot; readonly row: Row; readonly value: HTMLElement }[];
  readonly #numbers: Intl.NumberFormat;

  /** Draws into `parent`, with the colours that hold there. */
  constructor(parent: HTMLElement, words: ElementWords, language: string) {
    this.#numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    const rows: Row[] = [
      ["roundTripMs", words.roundTrip, "ms", 100],
      ["lossPercent", words.packetLoss, "%", 5],
      ["jitterMs", words.jitter, "ms", 50],
      ["bitrateKbps", words.bitrate, "kbit/s", 100],
    ];
    const style = getComputedStyle(parent);
    const colours = { line: style.accentColor, text: style.color };
    this.#rows = rows.map((row) => draw(parent, row, colours));
  }

  show(series: QualitySeries): void {
    for (const { plot, row, value } of this.#rows) {
      const values = series[row[0]];
      plot.setData([series.times, values]);
      const last = values.at(-1);
      value.textContent = last === null || last === undefined ? "–" : `${this.#numbers.format(last)} ${row[2]}`;
    }
  }

  close(): void {
    for (const { plot } of this.#rows) plot.destroy();
  }
}

function draw(parent: HTMLElement, row: Row, colours: { readonly line: string; readonly text: string }) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const value = document.createElement("strong");
  caption.append(row[1], value);
  figure.append(caption);
  parent.append(figure);
  const axis = { stroke: colours.text, font: "11px system-ui", ticks: { show: false }, gap: 3 };
  const options: uPlot.Options = {
    width: WIDTH,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_, least, most) => [least, Math.max(most, least + MOST_SECONDS_EMPTY)] },
      y: { range: (_, __, most) => [0, Math.max(most * 1.15, row[3])] },
    },
    axes: [
      { ...axis, size: 18, grid: { show: false }, space: 64, values: (_, ticks) => ticks.map((each) => clockTime(each * 1_000)) },
      { ...axis, size: 34, space: 22, grid: { stroke: `color-mix(in srgb, ${colours.text} 15%, transparent)`, width: 1 } },
    ],
    series: [{}, { stroke: colours.line, width: 2, fill: `color-mix(in srgb, ${colours.line} 14%, transparent)`, points: { show: false } }],
  };
  return { plot: new uPlot(options, [[], []], figure), row, value };
}
