import { css } from "lit";

/** Buttons, fields, pictures of people: what several elements draw alike. */
export const controls = css`
  button {
    font: inherit;
    color: inherit;
  }
  .button {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-width: 44px;
    min-height: 44px;
    padding: 0.375rem 1.125rem;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_raised);
    color: var(--_text);
    font-weight: 600;
    line-height: 1.2;
    cursor: pointer;
    transition: background-color 120ms, border-color 120ms, transform 120ms, filter 120ms;
  }
  .button:hover {
    background: var(--_hover);
  }
  .button:active {
    transform: scale(0.96);
  }
  .button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  .button.round {
    width: 48px;
    height: 48px;
    padding: 0;
    flex: none;
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
  }
  .button.quiet:hover {
    background: var(--_hover);
  }
  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button.soft {
    border-color: transparent;
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .button.danger {
    border-color: transparent;
    background: var(--_danger);
    color: #ffffff;
  }
  .button.answer {
    border-color: transparent;
    background: var(--_answer);
    color: #ffffff;
  }
  .button:is(.primary, .danger, .answer, .soft):hover {
    filter: brightness(1.1);
  }
  .button[data-tip]::after {
    content: attr(data-tip) / "";
    position: absolute;
    z-index: 5;
    inset-block-end: calc(100% + 10px);
    inset-inline-start: 50%;
    translate: -50% 0;
    padding: 0.25rem 0.625rem;
    border-radius: 8px;
    background: #2b3432;
    color: #ffffff;
    font-size: 0.8125rem;
    font-weight: 500;
    white-space: nowrap;
    pointer-events: none;
    opacity: 0;
    transition: opacity 120ms 350ms;
  }
  .button[data-tip]:dir(rtl)::after {
    translate: 50% 0;
  }
  .button[data-tip]:is(:hover, :focus-visible)::after {
    opacity: 1;
  }
  @media (hover: none) {
    .button[data-tip]::after {
      display: none;
    }
  }
  .avatar {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: var(--_avatar, 44px);
    aspect-ratio: 1;
    border-radius: 50%;
    overflow: hidden;
    background: hsl(var(--_hue, 168) 42% 34%);
    color: #ffffff;
    font-size: calc(var(--_avatar, 44px) * 0.42);
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }
  .avatar img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
`;
