import { css } from "lit";

export const styles = css`
  :host {
    container-type: inline-size;
  }
  .search {
    position: relative;
    margin-block: 0.75rem;
  }
  .search .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0.875rem;
    margin-block: auto;
    color: var(--_quiet);
    pointer-events: none;
  }
  .search .field {
    padding-inline: 2.75rem;
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
  .who {
    position: relative;
    display: inline-flex;
  }
  .online .who::after {
    content: "";
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
    width: 12px;
    height: 12px;
    border: 2px solid var(--_surface);
    border-radius: 50%;
    background: var(--_answer);
  }
  li:not(.online) .avatar {
    filter: saturate(0.35);
  }
`;
