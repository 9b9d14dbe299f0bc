import assert from "node:assert/strict";
import { test } from "node:test";
import type { Words } from "../../src/words/codes.ts";
import { english } from "../../src/words/english.ts";
import { german } from "../../src/words/german.ts";
import { sentence } from "../../src/words/sentence.ts";
import { spanish } from "../../src/words/spanish.ts";

const TRANSLATIONS: Readonly<Record<string, Words>> = { german, spanish };

for (const [language, words] of Object.entries(TRANSLATIONS)) {
  test(`${language} has every row that English has, the optional ones too, and no other`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort());
  });

  test(`${language} puts the same names into a sentence as English does`, () => {
    for (const [code, row] of Object.entries(english)) {
      if (!Array.isArray(row)) continue;
      const translated = Reflect.get(words, code) as readonly string[];
      assert.deepEqual(placeholders(translated.join(" ")), placeholders(row.join(" ")), code);
    }
  });

  test(`${language} is in plain sentences, and names the other side at their beginning, where its default fits`, () => {
    for (const [code, row] of Object.entries(words)) {
      if (!Array.isArray(row)) continue;
      for (const text of row) assert.match(String(text), /^[\p{Lu}¿{][^]*\.$/u, code);
      assert.doesNotMatch(row.join("\n"), /.\{other\}/, code);
    }
  });

  test(`${language} says other sentences than English`, () => {
    for (const [code, row] of Object.entries(words)) {
      if (Array.isArray(row)) assert.notDeepEqual(row, Reflect.get(english, code), code);
    }
  });
}

test("a sentence is said in the language that is handed over", () => {
  assert.equal(sentence("camera_in_use", {}, german).what, "Ein anderes Programm benutzt die Kamera.");
  assert.equal(sentence("busy", { other: "Bob" }, spanish).what, "Bob está en otra llamada.");
});

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}
