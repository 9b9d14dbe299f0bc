import { css } from "lit";

/** The phone where there is room for two panels, and what lies over them. */
export const panelStyles = css`
  .banner {
    grid-row: 2;
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 10px 16px;
    background: color-mix(in srgb, var(--_warning) 16%, var(--_surface));
    font-size: 0.9375rem;
  }
  .mirror {
    width: min(880px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 20px;
    border: 0;
    border-radius: calc(var(--_radius) + 6px);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .mirror::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  .toast {
    position: absolute;
    z-index: 3;
    inset-block-end: 84px;
    inset-inline: 12px;
    justify-self: center;
    display: flex;
    align-items: center;
    gap: 10px;
    width: fit-content;
    max-width: 34rem;
    margin-inline: auto;
    padding: 8px;
    padding-inline-start: 16px;
    border: 1px solid var(--_line);
    border-radius: 20px;
    background: var(--_raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .toast p {
    flex: 1;
  }
  :host([bare]) .toast {
    position: fixed;
    inset-block-end: 20px;
  }
  @container phone (max-width: 479px) {
    .top {
      padding-inline: 12px;
    }
    .top .below {
      display: none;
    }
  }
  @container phone (min-width: 900px) {
    .top,
    .banner {
      padding-inline: 28px;
    }
    .panels,
    .panels[data-panel] {
      grid-template-columns: minmax(340px, 38%) minmax(0, 1fr);
      gap: 20px;
      padding: 0 28px 24px;
      margin-inline-start: 88px;
    }
    .panels[data-panel] > :is(.people, .history, .settings) {
      display: block;
      padding: 20px 24px;
      border: 1px solid var(--_line);
      border-radius: calc(var(--_radius) + 4px);
      background: var(--_surface);
    }
    .panels[data-panel="settings"] > .history {
      display: none;
    }
    nav {
      grid-row: 3;
      justify-self: start;
      grid-template-columns: none;
      align-content: start;
      gap: 6px;
      width: 88px;
      border: 0;
      background: none;
      padding-inline-start: 12px;
    }
    .tab.people {
      display: none;
    }
    .panels[data-panel="people"] ~ nav .tab.history {
      color: var(--_accent);
    }
    .panels[data-panel="people"] ~ nav .tab.history .mark {
      background: var(--_accent-soft);
    }
  }
`;
