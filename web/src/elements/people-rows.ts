import type { Person } from "./phones.ts";

/** Somebody in the list. */
export interface PersonRow extends Person {
  readonly userId: string;
  readonly online: boolean;
}

/** What the list is made from. */
export interface WhoThereIs {
  /** The people to show, or null for everybody who is online. */
  readonly userIds: readonly string[] | null;
  readonly online: ReadonlySet<string>;
  /** The user's own id, who is not in the list. */
  readonly self: string | null;
  readonly personOf: (userId: string) => Person;
  readonly language: string;
}

/** Those who are online first, then by name. */
export function peopleRows({ userIds, online, self, personOf, language }: WhoThereIs): PersonRow[] {
  const everybody = [...new Set(userIds ?? online)].filter((userId) => userId !== self);
  return everybody
    .map((userId) => ({ ...personOf(userId), userId, online: online.has(userId) }))
    .sort((one, other) => Number(other.online) - Number(one.online) || one.name.localeCompare(other.name, language));
}

/** Those whose name or id contains what was typed; accents and case do not matter. */
export function matching(rows: readonly PersonRow[], query: string): readonly PersonRow[] {
  const wanted = plain(query);
  return wanted ? rows.filter(({ name, userId }) => plain(name).includes(wanted) || plain(userId).includes(wanted)) : rows;
}

/** The user whom the query names and who is not in the list: they can be called all the same. */
export function stranger(rows: readonly PersonRow[], query: string, self: string | null): string | null {
  const userId = query.trim();
  const known = rows.some((row) => row.userId === userId || plain(row.name) === plain(userId));
  return userId && userId !== self && !known ? userId : null;
}

/** Without accents, case and outer spaces. Source: UAX 15, NFD. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().trim();
}
