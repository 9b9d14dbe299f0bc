import { css } from "lit";
import { panelStyles } from "./phone-panels.css.ts";

const frameStyles = css`
  :host {
    position: relative;
    height: 100%;
    min-height: 420px;
    overflow: clip;
    background: var(--_ground);
  }
  :host([bare]) {
    position: static;
    display: contents;
  }
  .frame {
    container: phone / inline-size;
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
    height: 100%;
  }
  .frame > * {
    grid-column: 1;
  }
  .top {
    grid-row: 1;
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 64px;
    padding: 8px 16px;
  }
  .gap {
    flex: 1;
  }
  .me {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-width: 0;
    --_avatar: 38px;
  }
  .about {
    display: grid;
    min-width: 0;
    line-height: 1.2;
  }
  .about b {
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .about span {
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  .about .online::before {
    content: "";
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-inline-end: 5px;
    border-radius: 50%;
    background: #2fa866;
  }
  .panels {
    grid-row: 3;
    min-height: 0;
    display: grid;
  }
  .panels > * {
    min-width: 0;
    overflow: auto;
    padding: 8px 16px 24px;
  }
  .panels[data-panel="people"] > .history,
  .panels[data-panel="history"] > .people,
  .panels[data-panel="settings"] > :is(.people, .history) {
    display: none;
  }
  nav {
    grid-row: 4;
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    border-block-start: 1px solid var(--_line);
    background: var(--_surface);
    padding-block-end: env(safe-area-inset-bottom);
  }
  .tab {
    display: grid;
    justify-items: center;
    gap: 2px;
    min-height: 60px;
    padding: 6px 4px;
    border: 0;
    background: none;
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-weight: 600;
    cursor: pointer;
  }
  .tab:focus-visible {
    outline-offset: -4px;
  }
  .mark {
    position: relative;
    display: grid;
    place-items: center;
    width: 56px;
    height: 30px;
    border-radius: 999px;
    transition: background-color 150ms;
  }
  .tab:hover .mark {
    background: var(--_hover);
  }
  .tab[aria-current] {
    color: var(--_accent);
  }
  .tab[aria-current] .mark {
    background: var(--_accent-soft);
  }
  .mark[data-count]::after {
    content: attr(data-count) / "";
    position: absolute;
    inset-block-start: -3px;
    inset-inline-start: 32px;
    min-width: 19px;
    padding: 0 5px;
    border-radius: 10px;
    background: #c02a1f;
    color: #ffffff;
    font: 700 0.75rem/19px var(--_font);
    text-align: center;
  }
  ringback-call-view {
    position: absolute;
    z-index: 2;
    inset: 0;
  }
  ringback-call-view.empty,
  ringback-call-view[minimised],
  :host([bare]) ringback-call-view {
    position: static;
    height: auto;
  }
`;

export const phoneStyles = [frameStyles, panelStyles];
