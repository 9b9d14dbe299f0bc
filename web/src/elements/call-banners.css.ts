import { css } from "lit";

/** What lies over the stage: what has to be known at a glance, and the small pictures. */
export const bannerStyles = css`
  .banners {
    position: absolute;
    z-index: 2;
    inset-block-start: 72px;
    inset-inline: 12px;
    display: grid;
    justify-items: center;
    gap: 8px;
    pointer-events: none;
  }
  .banner {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    padding: 6px 16px;
    border-radius: 22px;
    background: rgb(20 28 26 / 82%);
    backdrop-filter: blur(10px);
    font-size: 0.9375rem;
    pointer-events: auto;
  }
  .banner .button {
    min-height: 44px;
    margin-block: -4px;
    margin-inline-end: -14px;
  }
  .banner:has(.button) {
    padding-block: 4px;
  }
  .warn {
    background: #7a4b00;
  }
  .spinner {
    flex: none;
    width: 16px;
    height: 16px;
    border: 2px solid rgb(255 255 255 / 35%);
    border-block-start-color: #ffffff;
    border-radius: 50%;
    animation: spin 900ms linear infinite;
  }
  .tiles {
    position: absolute;
    z-index: 4;
    inset-block-end: 104px;
    inset-inline-end: 16px;
    display: grid;
    gap: 10px;
  }
  .tile {
    position: relative;
    width: clamp(104px, 20cqw, 248px);
    aspect-ratio: 4 / 3;
    border-radius: 14px;
    overflow: hidden;
    background: var(--_tile);
    box-shadow: 0 6px 24px rgb(0 0 0 / 45%);
  }
  .tile video {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .mirrored video {
    transform: scaleX(-1);
  }
  .label {
    position: absolute;
    inset-block-end: 6px;
    inset-inline-start: 8px;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border-radius: 10px;
    background: rgb(0 0 0 / 60%);
    color: #ffffff;
    font-size: 0.75rem;
  }
  .label .icon {
    width: 0.875rem;
    height: 0.875rem;
  }
  .notice {
    position: absolute;
    z-index: 4;
    inset-block-end: 108px;
    inset-inline: 16px;
    justify-self: center;
    display: flex;
    align-items: center;
    gap: 12px;
    width: fit-content;
    max-width: min(34rem, calc(100% - 32px));
    padding: 6px 8px;
    padding-inline-start: 16px;
    border-radius: 26px;
    background: #26312e;
    color: #ffffff;
    font-size: 0.9375rem;
    box-shadow: 0 8px 28px rgb(0 0 0 / 45%);
  }
  .notice .quiet {
    color: inherit;
  }
  .notice .quiet:hover {
    background: rgb(255 255 255 / 16%);
  }
  @container call (max-width: 719px) {
    .view:has(.tile) .notice {
      inset-block-end: 200px;
    }
    .notice .primary .icon,
    .notice:has(.primary) > .icon {
      display: none;
    }
    .notice .primary {
      padding-inline: 0.75rem;
      font-size: 0.875rem;
    }
  }
  @container call (min-width: 720px) {
    .tiles {
      inset-block-end: 20px;
    }
    .view:has(.tiles .tile) .screen {
      inset-inline-end: calc(clamp(104px, 20cqw, 248px) + 32px);
      width: calc(100% - clamp(104px, 20cqw, 248px) - 32px);
    }
  }
  @keyframes spin {
    to {
      transform: rotate(360deg);
    }
  }
`;
