import type { ReactiveController, ReactiveControllerHost } from "lit";
import { commandOf, takesKeys, type Command } from "./keyboard.ts";

/** What the keys act on. */
export interface CallKeysConfig {
  /** Whether keys count at all now. */
  readonly on: () => boolean;
  /** Whether they count as well while nothing on the page has the focus. */
  readonly alone: () => boolean;
  readonly act: (command: Command) => unknown;
  /** Whether the microphone is muted, so that Space can let it be heard. */
  readonly muted: () => boolean;
  readonly talk: (on: boolean) => void;
}

/**
 * The keys of a call: they count within the element, and where nothing has the focus, but never in a text field, on a
 * button, or with Ctrl, Alt or Meta. Source: WCAG 2.2, 2.1.4 Character Key Shortcuts.
 */
export class CallKeys implements ReactiveController {
  readonly #element: ReactiveControllerHost & HTMLElement;
  readonly #config: CallKeysConfig;
  #talking = false;

  constructor(element: ReactiveControllerHost & HTMLElement, config: CallKeysConfig) {
    this.#element = element;
    this.#config = config;
    element.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("keydown", this.#onDown);
    document.addEventListener("keyup", this.#onUp);
    addEventListener("blur", this.#onUp);
  }

  hostDisconnected(): void {
    document.removeEventListener("keydown", this.#onDown);
    document.removeEventListener("keyup", this.#onUp);
    removeEventListener("blur", this.#onUp);
    if (this.#talking) this.#talk(false);
  }

  readonly #onDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !this.#config.on() || !this.#isMeant(event)) return;
    const command = commandOf(event);
    if (command) this.#config.act(command);
    else if (event.key === " " && !event.repeat && this.#config.muted()) this.#talk(true);
    else if (event.key !== " ") return;
    event.preventDefault();
  };

  #isMeant(event: KeyboardEvent): boolean {
    const path = event.composedPath();
    if (takesKeys(path[0])) return false;
    return path.includes(this.#element) || (this.#config.alone() && path[0] === document.body);
  }

  readonly #onUp = (event: Event): void => {
    if (this.#talking && (!(event instanceof KeyboardEvent) || event.key === " ")) this.#talk(false);
  };

  #talk(on: boolean): void {
    this.#talking = on;
    this.#config.talk(on);
  }
}
