/** The element of index.html with this id. */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new TypeError(`index.html has no ${type.name} with the id ${id}.`);
}

/** The first element inside `parent` that matches. */
export function inside<Type extends Element>(parent: ParentNode, selector: string, type: new () => Type): Type {
  const element = parent.querySelector(selector);
  if (element instanceof type) return element;
  throw new TypeError(`Nothing there matches ${selector}.`);
}

/** Sets the text only when it differs, so that nothing is read out twice. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows who is meant: an initial, in a colour that belongs to the name. */
export function showAvatar(element: HTMLElement, name: string): void {
  const [initial] = new Intl.Segmenter().segment(name);
  say(element, initial?.segment.toLocaleUpperCase() ?? "");
  const hue = [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 997, 7) % 6;
  element.dataset["hue"] = String(hue);
}
