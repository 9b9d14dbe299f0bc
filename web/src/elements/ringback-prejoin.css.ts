import { css } from "lit";

export const styles = css`
  :host {
    container-type: inline-size;
  }
  .stage {
    display: grid;
    gap: 1rem;
    margin-block-start: 0.75rem;
  }
  .picture {
    position: relative;
    align-self: start;
  }
  .picture .mirror span {
    padding-block-end: 4rem;
  }
  .picture .button {
    position: absolute;
    inset-block-end: 0.75rem;
    inset-inline: 0;
    margin-inline: auto;
    border-color: transparent;
    background: rgb(0 0 0 / 55%);
    color: #ffffff;
  }
  .fields {
    display: grid;
    align-content: start;
    gap: 0.875rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .actions .button {
    flex: 1 1 auto;
    min-height: 48px;
  }
  @container (width >= 720px) {
    .stage {
      grid-template-columns: 3fr 2fr;
    }
  }
`;
