import { css } from "lit";

/** Headings, rows, fields and empty places: what the panels around a call draw alike. */
export const panel = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    min-height: 44px;
  }
  h2 {
    font-size: 1.25rem;
  }
  .words {
    flex: 1;
    min-width: 0;
  }
  .name {
    display: block;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hint {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .calls {
    display: flex;
    flex: none;
    gap: 0.25rem;
  }
  .calls .button[data-tip]::after {
    inset-inline: auto 0;
    translate: none;
  }
  .field {
    width: 100%;
    min-height: 48px;
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--_line);
    border-radius: 12px;
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    text-overflow: ellipsis;
  }
  .field::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 2.5rem 1rem;
    color: var(--_quiet);
    text-align: center;
    text-wrap: balance;
  }
  .empty .icon {
    width: 2.5rem;
    height: 2.5rem;
    stroke-width: 1.4;
  }
  .empty b {
    color: var(--_text);
    font-weight: 600;
  }
`;
