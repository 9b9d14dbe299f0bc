/** Makes an element known under its name; a page may load the bundle twice. */
export function register(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
