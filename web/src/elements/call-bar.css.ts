import { css } from "lit";

/** The controls of a call. */
export const barStyles = css`
  .bar {
    grid-row: 3;
    position: relative;
    z-index: 5;
    display: flex;
    justify-content: center;
    gap: 12px;
    padding: 28px 12px max(22px, env(safe-area-inset-bottom));
  }
  .video .stage::after {
    content: "";
    position: absolute;
    inset: auto 0 0;
    height: 120px;
    background: linear-gradient(transparent, rgb(0 0 0 / 55%));
  }
  .bar .button {
    width: 52px;
    height: 52px;
    border-color: transparent;
    background: rgb(255 255 255 / 15%);
    color: #ffffff;
    backdrop-filter: blur(10px);
  }
  .bar .icon {
    width: 1.5rem;
    height: 1.5rem;
  }
  .bar .button:hover {
    background: rgb(255 255 255 / 26%);
  }
  .bar .off {
    background: #f2f5f4;
    color: #a3201a;
  }
  .bar .off:hover {
    background: #ffffff;
  }
  .bar .on {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .bar .leave,
  .bar .leave:hover {
    width: 68px;
    border-radius: 26px;
    background: #cf3328;
  }
  .bar [part~="mute"]:not(.off) {
    box-shadow: 0 0 0 calc(var(--_own-level, 0) * 7px) color-mix(in srgb, var(--_accent) 55%, transparent);
  }
  .view :focus-visible {
    outline-color: #ffffff;
    box-shadow: 0 0 0 6px rgb(0 0 0 / 60%);
  }
  .head .top {
    color: inherit;
  }
  .head .top:hover {
    background: rgb(255 255 255 / 16%);
  }
  .head .held {
    border-color: transparent;
    background: rgb(255 255 255 / 15%);
    color: inherit;
    max-width: 14rem;
  }
  .head .button[data-tip]::after {
    inset-block: calc(100% + 8px) auto;
    inset-inline: auto 0;
    translate: none;
  }
  .holder {
    position: relative;
  }
  .menu {
    position: absolute;
    inset-block-end: calc(100% + 12px);
    inset-inline-end: -80px;
    display: grid;
    min-width: 264px;
    max-height: calc(100cqh - 130px);
    overflow: auto;
    padding: 8px;
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 14px;
    min-height: 46px;
    padding: 6px 12px;
    border: 0;
    border-radius: 10px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .row:hover {
    background: var(--_hover);
  }
  .view .row:focus-visible {
    outline-color: var(--_text);
    outline-offset: -3px;
    box-shadow: none;
  }
  .row span {
    flex: 1;
  }
  kbd {
    padding: 1px 7px;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_hover);
    color: var(--_quiet);
    font: 600 0.75rem/1.5 var(--_font);
  }
  @container call (max-width: 400px) {
    .bar {
      gap: 8px;
    }
  }
`;
