import { css } from "lit";

export const styles = css`
  :host {
    container-type: inline-size;
  }
  .filter {
    display: inline-flex;
    padding: 3px;
    border-radius: 999px;
    background: var(--_hover);
  }
  .filter button {
    min-width: 44px;
    min-height: 44px;
    padding: 0 1rem;
    border: 0;
    border-radius: 999px;
    background: none;
    color: var(--_quiet);
    font-weight: 600;
    cursor: pointer;
  }
  .filter button[aria-pressed="true"] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 1px 3px rgb(8 20 16 / 18%);
  }
  h3 {
    padding: 1rem 0.625rem 0.25rem;
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  li {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-height: 64px;
    padding: 0.5rem 0.625rem;
    border-radius: var(--_radius);
  }
  li:hover {
    background: var(--_hover);
  }
  .outcome {
    display: block;
  }
  .outcome .icon {
    width: 1rem;
    height: 1rem;
    margin-inline-end: 0.375rem;
    vertical-align: -0.1875rem;
  }
  .lasted {
    white-space: nowrap;
  }
  .missed :is(.name, .outcome) {
    color: var(--_danger-text);
  }
  time {
    flex: none;
    color: var(--_quiet);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  .more {
    display: grid;
    justify-items: center;
    padding: 0.75rem;
  }
  @container (width < 420px) {
    .calls .video {
      display: none;
    }
    li {
      gap: 0.5rem;
    }
    time {
      font-size: 0.8125rem;
    }
  }
`;
