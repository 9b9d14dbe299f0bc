import { css } from "lit";

export const styles = css`
  :host {
    container-type: inline-size;
  }
  .sections,
  .sections > div {
    display: grid;
    align-content: start;
    gap: 1rem;
  }
  .sections {
    margin-block-start: 0.75rem;
  }
  section {
    display: grid;
    align-content: start;
    gap: 0.875rem;
    padding: 1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  h3 {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: 1rem;
  }
  h3 .icon {
    color: var(--_accent);
  }
  @container (width >= 720px) {
    .sections {
      grid-template-columns: 1fr 1fr;
    }
  }
`;
