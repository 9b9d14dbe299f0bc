import { byId, inside, say, showAvatar } from "./dom.ts";

/** The list of who is online, with a button to call each. */
export class PeopleView {
  readonly #list = byId("people-list", HTMLUListElement);
  readonly #nobody = byId("nobody", HTMLDivElement);
  readonly #template = byId("person", HTMLTemplateElement);
  readonly #onCall: (peer: string, video: boolean) => void;
  readonly #rows = new Map<string, HTMLLIElement>();

  constructor(onCall: (peer: string, video: boolean) => void) {
    this.#onCall = onCall;
  }

  /** Rows that stay are kept, and with them the focus. */
  show(people: readonly string[]): void {
    for (const [name, row] of this.#rows) {
      if (people.includes(name)) continue;
      row.remove();
      this.#rows.delete(name);
    }
    people.forEach((name, index) => {
      const row = this.#rows.get(name) ?? this.#makeRow(name);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    this.#list.hidden = people.length === 0;
    this.#nobody.hidden = people.length > 0;
  }

  #makeRow(name: string): HTMLLIElement {
    const fragment = document.importNode(this.#template.content, true);
    const row = inside(fragment, "li", HTMLLIElement);
    showAvatar(inside(row, ".avatar", HTMLElement), name);
    say(inside(row, ".person-name", HTMLElement), name);
    this.#wire(inside(row, ".voice", HTMLButtonElement), `Call ${name}, voice only`, () => this.#onCall(name, false));
    this.#wire(inside(row, ".video", HTMLButtonElement), `Call ${name} with video`, () => this.#onCall(name, true));
    this.#rows.set(name, row);
    return row;
  }

  #wire(button: HTMLButtonElement, label: string, onClick: () => void): void {
    button.ariaLabel = label;
    button.addEventListener("click", onClick);
  }
}
