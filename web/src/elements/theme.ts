import { css } from "lit";

/**
 * What an application may set, on the page or on one element, and what holds otherwise. The names with an underscore are
 * for the styles in here. `--ringback-color-scheme` reaches the elements within elements, since it is inherited.
 *
 * @cssprop --ringback-color-scheme - "light", "dark", or "light dark": as the system has it.
 * @cssprop --ringback-accent - The colour of what is chosen, and of the main buttons.
 * @cssprop --ringback-on-accent - Words on the accent.
 * @cssprop --ringback-accent-soft - Behind what is chosen.
 * @cssprop --ringback-ground - Behind everything.
 * @cssprop --ringback-surface - Cards and dialogues.
 * @cssprop --ringback-raised - Buttons, fields and menus.
 * @cssprop --ringback-text - Words.
 * @cssprop --ringback-quiet - Words of less weight.
 * @cssprop --ringback-line - Borders.
 * @cssprop --ringback-hover - Behind what the pointer is over.
 * @cssprop --ringback-danger - Buttons that end or decline.
 * @cssprop --ringback-danger-text - Words about what went wrong or was missed.
 * @cssprop --ringback-answer - The button that accepts a call.
 * @cssprop --ringback-warning - What stands in the way.
 * @cssprop --ringback-stage - Behind the pictures of a call; dark in both themes.
 * @cssprop --ringback-tile - Behind a small picture.
 * @cssprop --ringback-on-stage - Words on the stage.
 * @cssprop --ringback-radius - The corners.
 * @cssprop --ringback-font - The typeface.
 */
export const theme = css`
  :host {
    color-scheme: var(--ringback-color-scheme, light dark);
    --_accent: var(--ringback-accent, light-dark(#0b6e5f, #6fd8c2));
    --_on-accent: var(--ringback-on-accent, light-dark(#ffffff, #06231d));
    --_accent-soft: var(--ringback-accent-soft, light-dark(#e1f2ee, #17332d));
    --_ground: var(--ringback-ground, light-dark(#f4f5f3, #0f1413));
    --_surface: var(--ringback-surface, light-dark(#ffffff, #181f1d));
    --_raised: var(--ringback-raised, light-dark(#ffffff, #212a28));
    --_text: var(--ringback-text, light-dark(#17201d, #ebf1ef));
    --_quiet: var(--ringback-quiet, light-dark(#55615c, #a6b3ae));
    --_line: var(--ringback-line, light-dark(#dde1de, #303b38));
    --_hover: var(--ringback-hover, light-dark(#eef1ef, #27312f));
    --_danger: var(--ringback-danger, light-dark(#c02a1f, #cc3e33));
    --_danger-text: var(--ringback-danger-text, light-dark(#b3241a, #ff9c92));
    --_answer: var(--ringback-answer, #1c7a45);
    --_warning: var(--ringback-warning, light-dark(#8a5300, #f3c06b));
    --_stage: var(--ringback-stage, #0d1211);
    --_tile: var(--ringback-tile, #1d2624);
    --_on-stage: var(--ringback-on-stage, #f0f5f3);
    --_radius: var(--ringback-radius, 16px);
    --_font: var(--ringback-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif);
    --_shadow: 0 1px 2px rgb(8 20 16 / 10%), 0 12px 40px rgb(8 20 16 / 18%);
    display: block;
    box-sizing: border-box;
    color: var(--_text);
    font: 400 1rem/1.45 var(--_font);
    text-align: start;
    -webkit-tap-highlight-color: transparent;
  }
  :host([theme="light"]) {
    --ringback-color-scheme: light;
  }
  :host([theme="dark"]) {
    --ringback-color-scheme: dark;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h2,
  h3 {
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  [tabindex="-1"]:focus {
    outline: none;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    width: 1.375rem;
    height: 1.375rem;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.9;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
