import type { CallClient, Wanted } from "../index.ts";
import type { Cancel } from "../clock.ts";

/** Somebody as an application knows them. */
export interface Person {
  readonly name: string;
  /** The address of a picture; without one there is an initial. */
  readonly picture?: string;
}

/** Tells who a user id stands for; null: the id itself is the name. */
export type PersonOf = (userId: string) => Person | null;

/** What other elements take from the `<ringback-phone>` that they belong to. */
export interface Phone extends HTMLElement {
  readonly client: CallClient | undefined;
  readonly personOf: PersonOf | undefined;
  /** Calls somebody, by way of the preview where that is wanted. Says in words why it cannot. */
  place(userId: string, wanted: Wanted): void;
  /** Says in passing what a code means. */
  note(code: string, userId?: string): void;
}

const phones = new Set<Phone>();
const listeners = new Set<() => void>();

/** A phone has come, gone, or got another client. */
export function phonesChanged(phone: Phone): void {
  if (phone.isConnected) phones.add(phone);
  else phones.delete(phone);
  for (const listener of [...listeners]) listener();
}

/** Calls `listener` whenever the answer of `phoneOf` may be another one, until the returned function is called. */
export function watchPhones(listener: () => void): Cancel {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The phone that `element` is in, or the one named by its `for`, or the only one of the document. */
export function phoneOf(element: HTMLElement): Phone | undefined {
  for (const ancestor of ancestors(element)) {
    if (phones.has(ancestor as Phone)) return ancestor as Phone;
  }
  const named = element.getAttribute("for");
  const connected = [...phones];
  return named === null ? (connected.length === 1 ? connected[0] : undefined) : connected.find(({ id }) => id === named);
}

/** The element itself and what it stands in, out of shadow trees too. */
export function* ancestors(element: Element): Generator<Element> {
  for (let next: Node | null = element; next; next = next instanceof ShadowRoot ? next.host : next.parentNode) {
    if (next instanceof Element) yield next;
  }
}
