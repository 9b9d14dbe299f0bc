import { css } from "lit";
import { bannerStyles } from "./call-banners.css.ts";
import { barStyles } from "./call-bar.css.ts";
import { floatingStyles } from "./call-floating.css.ts";
import { sheetStyles } from "./call-sheets.css.ts";

const stageStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .view {
    container: call / size;
    position: relative;
    display: grid;
    width: 100%;
    height: 100%;
    min-height: 320px;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: clip;
    background: var(--_ground);
    color: var(--_text);
  }
  .overlay {
    position: fixed;
    inset: 0;
    width: 100vw;
    height: 100dvh;
  }
  .over {
    background: rgb(0 0 0 / 45%);
  }
  .voice,
  .outgoing,
  .video {
    grid-template: auto 1fr auto / 1fr;
    background: var(--_stage);
    color: var(--_on-stage);
    color-scheme: dark;
    --ringback-color-scheme: dark;
  }
  .voice,
  .outgoing {
    background: radial-gradient(120% 90% at 50% 30%, color-mix(in srgb, var(--_tile) 92%, var(--_accent) 8%), var(--_stage));
  }
  .stage {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
  }
  .stage video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .stage .screen {
    inset-block: 68px 100px;
    height: calc(100% - 168px);
    object-fit: contain;
  }
  @container call (max-aspect-ratio: 1/1) {
    .stage .remote {
      object-fit: contain;
    }
  }
  .head {
    grid-row: 1;
    position: relative;
    z-index: 3;
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 4px 8px;
    padding: 10px 12px 28px;
    padding-inline-start: 20px;
    pointer-events: none;
  }
  .head > * {
    pointer-events: auto;
  }
  .video .head {
    background: linear-gradient(rgb(0 0 0 / 62%), rgb(0 0 0 / 30%) 60%, transparent);
  }
  .who {
    min-width: 0;
  }
  .head h2 {
    font-size: 1.0625rem;
  }
  .badge .icon {
    width: 1rem;
    height: 1rem;
    vertical-align: -2px;
    color: #ff9c92;
  }
  .time {
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
    opacity: 0.85;
  }
  .gap {
    flex: 1;
  }
  ringback-quality {
    color: inherit;
  }
  .portrait {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 84px 20px 120px;
    text-align: center;
    --_avatar: clamp(72px, 24cqmin, 168px);
  }
  .halo {
    display: grid;
    border-radius: 50%;
    margin-block-end: 18px;
    box-shadow:
      0 0 0 calc(var(--_other-level, 0) * 22px) color-mix(in srgb, var(--_accent) 34%, transparent),
      0 0 0 calc(var(--_other-level, 0) * 48px) color-mix(in srgb, var(--_accent) 15%, transparent);
    transition: box-shadow 110ms linear;
  }
  .calling .halo {
    animation: calling 2s ease-out infinite;
  }
  .portrait h2 {
    font-size: clamp(1.25rem, 5cqmin, 1.875rem);
  }
  .portrait .time {
    margin-block-start: 6px;
    font-size: 1rem;
  }
  @keyframes calling {
    from {
      box-shadow: 0 0 0 0 color-mix(in srgb, var(--_accent) 45%, transparent);
    }
    to {
      box-shadow: 0 0 0 44px transparent;
    }
  }
`;

export const callViewStyles = [stageStyles, bannerStyles, barStyles, sheetStyles, floatingStyles];
