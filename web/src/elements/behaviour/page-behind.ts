/** What lies over everything by itself, or is not there at all: the page opens it, and it has to work then. */
const APART = "ringback-incoming-call, dialog:not([open]), [popover]:not(:popover-open)";

/**
 * The page behind a call that lies over it: neither Tab nor a screen reader gets there, though the call is not in a modal
 * dialogue, out of which a second call could not be answered. Source: HTML, the inert attribute.
 */
export class PageBehind {
  #element: Element | undefined;
  #inert: readonly HTMLElement[] = [];

  /** Everything outside of this element, or of the phone where that is around it; undefined: nothing is behind. */
  follow(element: Element | undefined, phone?: Element): void {
    if (element === this.#element) return;
    this.#element = element;
    for (const each of this.#inert) each.inert = false;
    this.#inert = element ? outside(element, phone).filter((each) => !each.inert && !each.matches(APART)) : [];
    for (const each of this.#inert) each.inert = true;
  }
}

/** What stands beside the element, and beside everything that it is shown in. */
function outside(element: Element, phone: Element | undefined): HTMLElement[] {
  const around = [...shownIn(element)];
  const within = around.slice(Math.max(0, around.indexOf(phone ?? element)));
  const beside = within.flatMap((each) => [...(each.parentNode?.children ?? [])].filter((other) => other !== each));
  return beside.filter((each) => each instanceof HTMLElement);
}

/** The element and what it is drawn within, up to the body: by way of slots and out of shadow trees. */
function* shownIn(element: Element): Generator<Element> {
  for (let next: Node | null = element; next && next !== document.body; next = next.assignedSlot ?? outOf(next)) {
    if (!(next instanceof Element)) return;
    yield next;
  }
}

function outOf({ parentNode }: Element): Node | null {
  return parentNode instanceof ShadowRoot ? parentNode.host : parentNode;
}
