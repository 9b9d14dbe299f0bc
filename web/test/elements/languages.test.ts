import assert from "node:assert/strict";
import { test } from "node:test";
import { english as sentences } from "../../src/words/index.ts";
import { addLanguage, languageOf } from "../../src/elements/languages.ts";
import { english } from "../../src/elements/words/english.ts";

test("a tag finds its language, that of its first part, or English", () => {
  const french = { words: { ...english, accept: "Répondre" }, sentences };
  addLanguage("fr", french);
  assert.equal(languageOf("fr"), french);
  assert.equal(languageOf("fr-CA"), french);
  assert.equal(languageOf("xx").words.accept, "Accept");
});

test("a region's own language goes before that of its first part", () => {
  addLanguage("pt", { words: { ...english, accept: "Atender" }, sentences });
  addLanguage("pt-BR", { words: { ...english, accept: "Aceitar" }, sentences });
  assert.equal(languageOf("pt-br").words.accept, "Aceitar");
  assert.equal(languageOf("pt-PT").words.accept, "Atender");
});

test("a language is loaded when it is first asked for, once, and English stands until it is there", async () => {
  const dutch = { words: { ...english, accept: "Opnemen" }, sentences };
  let asked = 0;
  const loaded = Promise.resolve(dutch);
  addLanguage("nl", () => {
    asked += 1;
    return loaded;
  });
  assert.equal(asked, 0);
  assert.equal(languageOf("nl").words.accept, "Accept");
  assert.equal(languageOf("nl").words.accept, "Accept");
  await loaded;
  await Promise.resolve();
  assert.equal(languageOf("nl"), dutch);
  assert.equal(asked, 1);
});

test("a language that could not be loaded is asked for again", async () => {
  let asked = 0;
  addLanguage("it", () => {
    asked += 1;
    return Promise.reject(new TypeError("offline"));
  });
  languageOf("it");
  await new Promise((resolve) => setImmediate(resolve));
  languageOf("it");
  assert.equal(asked, 2);
});
