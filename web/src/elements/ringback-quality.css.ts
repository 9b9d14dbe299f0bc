import { css } from "lit";

export const qualityStyles = css`
  :host {
    display: inline-block;
    position: relative;
    --_bar: currentcolor;
  }
  .bars {
    display: inline-flex;
    align-items: flex-end;
    gap: 2px;
    height: 16px;
  }
  .bars i {
    width: 4px;
    height: calc(25% * var(--_n));
    border-radius: 1.5px;
    background: currentcolor;
    opacity: 0.3;
  }
  .bars i:nth-child(1) {
    --_n: 1;
  }
  .bars i:nth-child(2) {
    --_n: 2;
  }
  .bars i:nth-child(3) {
    --_n: 3;
  }
  .bars i:nth-child(4) {
    --_n: 4;
  }
  .bars i.on {
    background: var(--_level);
    opacity: 1;
  }
  [data-level="4"],
  [data-level="3"] {
    --_level: #47c98a;
  }
  [data-level="2"] {
    --_level: #f0b849;
  }
  [data-level="1"] {
    --_level: #ff7a6e;
  }
  .button {
    color: inherit;
    font-size: 0.875rem;
    font-weight: 500;
    padding-inline: 0.75rem;
  }
  .button:hover,
  .button[aria-expanded="true"] {
    background: color-mix(in srgb, currentcolor 14%, transparent);
  }
  .panel {
    position: absolute;
    z-index: 6;
    inset-block-start: calc(100% + 8px);
    inset-inline-start: 0;
    width: 304px;
    max-height: min(78vh, 560px);
    overflow: auto;
    padding: 14px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
    accent-color: var(--_accent);
  }
  .panel header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-block-end: 4px;
  }
  h2 {
    font-size: 1rem;
  }
  .panel p {
    color: var(--_quiet);
    font-size: 0.8125rem;
    margin-block-end: 6px;
  }
  figure {
    margin-block-start: 8px;
    direction: ltr;
  }
  figcaption {
    display: flex;
    justify-content: space-between;
    font-size: 0.8125rem;
    color: var(--_quiet);
    margin-block-end: 2px;
  }
  figcaption strong {
    color: var(--_text);
    font-variant-numeric: tabular-nums;
  }
  .graphs {
    color: var(--_quiet);
  }
  .u-wrap {
    position: relative;
  }
  .u-over,
  .u-under,
  .u-axis {
    position: absolute;
  }
  .u-select,
  .u-cursor-x,
  .u-cursor-y {
    display: none;
  }
  .uplot canvas {
    display: block;
    width: 100%;
    height: 100%;
  }
  @container call (max-width: 560px) {
    .words {
      display: none;
    }
  }
`;
