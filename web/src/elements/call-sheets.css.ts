import { css } from "lit";

/** Dialogues over a call. */
export const sheetStyles = css`
  .sheet {
    width: min(460px, calc(100vw - 24px));
    max-height: min(680px, calc(100dvh - 24px));
    padding: 8px 20px 20px;
    border: 0;
    border-radius: calc(var(--_radius) + 6px);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .sheet::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  .sheet header {
    position: sticky;
    z-index: 1;
    inset-block-start: -8px;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding-block: 8px;
    background: var(--_surface);
  }
  .sheet header .button::after {
    display: none;
  }
  .sheet h2 {
    font-size: 1.1875rem;
  }
  .note {
    color: var(--_quiet);
    font-size: 0.875rem;
    margin-block-end: 8px;
  }
  dl div {
    display: flex;
    flex-direction: row-reverse;
    justify-content: space-between;
    gap: 16px;
    padding-block: 8px;
    border-block-start: 1px solid var(--_line);
  }
  .keypad {
    display: grid;
    grid-template-columns: repeat(3, 72px);
    justify-content: center;
    gap: 12px;
    padding-block: 8px;
  }
  .keypad .button {
    min-height: 60px;
    font-size: 1.375rem;
  }
`;
