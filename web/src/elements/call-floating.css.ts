import { css } from "lit";

/** The small window. */
export const floatingStyles = css`
  .floating {
    position: fixed;
    inset: auto;
    width: min(300px, calc(100vw - 32px));
    height: 206px;
    min-height: 0;
    border-radius: 18px;
    box-shadow: 0 4px 12px rgb(0 0 0 / 25%), 0 18px 60px rgb(0 0 0 / 45%);
  }
  .floating .head {
    padding: 8px 14px 20px;
  }
  .floating h2 {
    font-size: 0.9375rem;
  }
  .floating .portrait {
    padding: 0 0 24px;
    --_avatar: 68px;
  }
  .floating .halo {
    margin: 0;
  }
  .floating :is(.tiles, .banners, .notice) {
    display: none;
  }
  .floating .stage .screen {
    inset: 0;
    height: 100%;
  }
  .floating .handle {
    position: absolute;
    z-index: 2;
    inset: 0;
    border: 0;
    border-radius: 18px;
    background: none;
    cursor: grab;
    touch-action: none;
  }
  .floating .handle:active {
    cursor: grabbing;
  }
  .view.floating .handle:focus-visible {
    outline-offset: -5px;
    box-shadow: inset 0 0 0 8px rgb(0 0 0 / 55%);
  }
  .floating .head {
    pointer-events: none;
  }
  .floating .bar {
    padding: 8px;
    gap: 8px;
    pointer-events: none;
  }
  .floating .bar .button {
    width: 44px;
    height: 44px;
    pointer-events: auto;
  }
  .floating .bar .leave {
    width: 56px;
  }
`;
