import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, peopleRows, stranger, type PersonRow, type WhoThereIs } from "../../src/elements/people-rows.ts";

const NAMES: Readonly<Record<string, string>> = { "1": "Zoë", "2": "Ärne", "3": "Bob" };

function rows(different: Partial<WhoThereIs> = {}): PersonRow[] {
  const personOf = (userId: string): { name: string } => ({ name: NAMES[userId] ?? userId });
  const online = new Set(["1", "3", "me"]);
  return peopleRows({ userIds: ["1", "2", "3"], online, self: "me", personOf, language: "de", ...different });
}

const names = (all: readonly PersonRow[]): string[] => all.map(({ name }) => name);

test("those who are online come first, and names are sorted as the language does", () => {
  assert.deepEqual(names(rows()), ["Bob", "Zoë", "Ärne"]);
  assert.deepEqual(names(rows({ online: new Set() })), ["Ärne", "Bob", "Zoë"]);
});

test("without a list of people, everybody who is online is in it, but for oneself", () => {
  assert.deepEqual(names(rows({ userIds: null })), ["Bob", "Zoë"]);
  assert.deepEqual(names(rows({ userIds: ["3", "me", "3"] })), ["Bob"]);
});

test("a search finds parts of names and ids, whatever their accents and case", () => {
  assert.deepEqual(names(matching(rows(), " zoe ")), ["Zoë"]);
  assert.deepEqual(names(matching(rows(), "AR")), ["Ärne"]);
  assert.deepEqual(names(matching(rows(), "3")), ["Bob"]);
  assert.equal(matching(rows(), "  ").length, 3);
});

test("whoever is not in the list can be called by their id", () => {
  assert.equal(stranger(rows(), " carol ", "me"), "carol");
  assert.equal(stranger(rows(), "bo", "me"), "bo");
  for (const query of ["", " ", "3", "bob", "me"]) assert.equal(stranger(rows(), query, "me"), null, query);
});
