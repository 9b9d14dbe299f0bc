import { css } from "lit";

export const incomingStyles = css`
  :host {
    display: contents;
  }
  .stack {
    position: fixed;
    inset: auto;
    inset-block-start: max(12px, env(safe-area-inset-top));
    inset-inline-end: 12px;
    width: min(400px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    margin: 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    color: inherit;
    display: grid;
    gap: 12px;
  }
  .card {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 16px;
    align-items: center;
    padding: 18px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 6px);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 2px 6px rgb(8 20 16 / 14%), 0 24px 64px rgb(8 20 16 / 30%);
    animation: arrive 260ms cubic-bezier(0.2, 0.9, 0.3, 1.1);
  }
  .face {
    position: relative;
    display: grid;
    --_avatar: 60px;
  }
  .face::before,
  .face::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: 50%;
    box-shadow: 0 0 0 2px var(--_answer);
    animation: ring 1.8s ease-out infinite;
  }
  .face::after {
    animation-delay: 0.6s;
  }
  .silent .face::before,
  .silent .face::after {
    box-shadow: 0 0 0 5px var(--_answer);
  }
  .silent .card {
    outline: 3px solid var(--_answer);
    animation: arrive 260ms, blink 1.2s ease-in-out infinite;
  }
  h2 {
    font-size: 1.1875rem;
  }
  .kind {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .kind .icon {
    width: 1.125rem;
    height: 1.125rem;
  }
  .hint {
    grid-column: 1 / -1;
    margin-block-start: 8px;
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  .actions {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
    margin-block-start: 14px;
  }
  .actions .button {
    min-height: 48px;
    padding-inline: 0.5rem;
  }
  .actions .wide {
    grid-column: 1 / -1;
  }
  .condensed .card {
    padding: 12px;
  }
  .condensed .face {
    --_avatar: 44px;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(-16px) scale(0.97);
    }
  }
  @keyframes ring {
    from {
      opacity: 0.9;
    }
    to {
      opacity: 0;
      transform: scale(1.55);
    }
  }
  @keyframes blink {
    50% {
      outline-color: transparent;
    }
  }
`;
