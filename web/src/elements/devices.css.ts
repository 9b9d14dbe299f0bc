import { css } from "lit";

/** Fields, meters, switches and the mirror: what settings and preview draw alike. */
export const devices = css`
  .choice {
    display: grid;
    gap: 0.25rem;
    min-width: 0;
    font-size: 0.875rem;
    font-weight: 600;
  }
  .choice .field {
    padding-inline-end: 2.5rem;
    appearance: none;
    background: var(--_raised);
    font-size: 1rem;
    font-weight: 400;
    cursor: pointer;
  }
  .choice {
    position: relative;
  }
  .choice::after {
    content: "";
    position: absolute;
    inset-block-end: 20px;
    inset-inline-end: 1.125rem;
    width: 8px;
    height: 8px;
    border-block-end: 2px solid var(--_quiet);
    border-inline-end: 2px solid var(--_quiet);
    rotate: 45deg;
    pointer-events: none;
  }
  .choice:dir(rtl)::after {
    rotate: -45deg;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    padding: 0.75rem 0.875rem;
    border-radius: 12px;
    background: color-mix(in srgb, var(--_warning) 14%, transparent);
    font-size: 0.9375rem;
  }
  .notice span {
    flex: 1 1 12rem;
  }
  .notice .icon {
    color: var(--_warning);
  }
  .level {
    height: 10px;
    border-radius: 999px;
    overflow: hidden;
    background: var(--_hover);
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  .level span {
    display: block;
    height: 100%;
    border-radius: inherit;
    background: var(--_answer);
    transition: inline-size 100ms linear;
  }
  .switch {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    min-height: 48px;
    cursor: pointer;
  }
  .switch small {
    display: block;
  }
  .switch input {
    flex: none;
    width: 44px;
    height: 26px;
    margin: 0;
    border: 2px solid var(--_quiet);
    border-radius: 999px;
    appearance: none;
    background: var(--_surface);
    cursor: pointer;
    transition: background-color 120ms;
  }
  .switch input::before {
    content: "";
    display: block;
    width: 14px;
    height: 14px;
    margin: 4px;
    border-radius: 50%;
    background: var(--_quiet);
    transition: margin 120ms;
  }
  .switch input:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .switch input:checked::before {
    margin-inline-start: 22px;
    background: var(--_on-accent);
  }
  .mirror {
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 9;
    border-radius: var(--_radius);
    overflow: hidden;
    background: var(--_stage);
    color: var(--_on-stage);
  }
  .mirror span {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 1rem;
    text-align: center;
  }
  .mirror .icon {
    width: 2rem;
    height: 2rem;
  }
  .mirror video {
    width: 100%;
    height: 100%;
    object-fit: cover;
    transform: scaleX(-1);
  }
`;
