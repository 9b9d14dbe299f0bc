import { css } from "lit";

export const endedStyles = css`
  :host {
    container-type: inline-size;
    display: grid;
    place-content: center;
    grid-template-columns: min(480px, 100%);
    height: 100%;
    overflow: auto;
  }
  section {
    display: grid;
    justify-items: center;
    gap: 10px;
    padding: 32px 20px;
    background: var(--_ground);
    text-align: center;
    text-wrap: balance;
    --_avatar: 96px;
  }
  @container (min-width: 640px) {
    section {
      padding: 48px 40px 32px;
      border: 1px solid var(--_line);
      border-radius: calc(var(--_radius) + 8px);
      background: var(--_surface);
      box-shadow: var(--_shadow);
    }
  }
  h2 {
    margin-block-start: 12px;
    font-size: 1.625rem;
  }
  p {
    max-width: 26rem;
    color: var(--_quiet);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 10px;
    margin-block: 18px 10px;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    width: min(24rem, 100%);
    min-width: 0;
    padding-block-start: 18px;
    border-block-start: 1px solid var(--_line);
  }
  legend:not(.unseen),
  fieldset p {
    float: inline-start;
    width: 100%;
    max-width: none;
    margin-block-end: 4px;
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  label {
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    color: var(--_quiet);
    cursor: pointer;
  }
  label:hover {
    background: var(--_hover);
  }
  label:has(:focus-visible) {
    outline: 3px solid var(--_accent);
  }
  label .icon {
    width: 28px;
    height: 28px;
    stroke-width: 1.5;
  }
  .lit {
    color: #d99a1c;
  }
  .lit .icon {
    fill: currentcolor;
  }
  input {
    position: absolute;
    opacity: 0;
  }
`;
