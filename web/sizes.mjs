// What the browser SDK and the elements weigh: what a page loads first, what is loaded when it is needed, and what each
// room adds to the first. Fails when it is over its limits.
import { gzipSync } from "node:zlib";
import { bundle, parts, tightTemplates } from "./build.mjs";

// They fall, and do not rise: docs/decisions/0012.
const FIRST_LIMIT_KIB = 20;
const TOGETHER_LIMIT_KIB = 29.5;
const ELEMENTS_LIMIT_KIB = 60;

/** What a part may have in common with the module: functions only, for in each file they are others. See `parts`. */
const SHARED = ["application", "clock", "media/constraints", "media/gesture", "media/speaker", "peer/firefox"];

const gzipped = (code) => gzipSync(code, { level: 9 }).length;
const kib = (bytes) => (bytes / 1024).toFixed(2).padStart(6);
const roomOf = (file) => /^src\/(\w+)\//.exec(file)?.[1] ?? "(root)";

function say(what, bytes, note = "") {
  console.log(`${what.padEnd(24)} ${kib(bytes)}  ${note}`.trimEnd());
}

function hold(what, bytes, limit) {
  if (bytes <= limit * 1024) return;
  const excess = bytes - limit * 1024;
  console.error(`${what} is ${excess} bytes over its limit of ${limit} KiB after gzip: make a room smaller.`);
  process.exitCode = 1;
}

const apart = [];
const first = await bundle("src/index.ts", [parts((name, part) => apart.push({ name, ...part, gzip: gzipped(part.code) }))]);
const words = await bundle("src/words/index.ts");
const elements = await bundle("src/elements/index.ts", [tightTemplates, parts(() => undefined)]);
const rooms = {};
for (const [file, bytes] of Object.entries(first.inputs)) rooms[roomOf(file)] = (rooms[roomOf(file)] ?? 0) + bytes;

console.log("KiB after gzip");
say("ringback.js", gzipped(first.code), `of ${FIRST_LIMIT_KIB}: loaded first`);
for (const { name, gzip } of apart.sort((a, b) => b.gzip - a.gzip)) {
  say(name.replace(/-\w+\.js$/, ""), gzip, "loaded once the client connects, or when it is used");
}
say("words.js", gzipped(words.code), "loaded by who imports it");
const together = [first, words, ...apart].reduce((sum, { code }) => sum + gzipped(code), 0);
say("together", together, `of ${TOGETHER_LIMIT_KIB}`);
say("elements.js", gzipped(elements.code), `of ${ELEMENTS_LIMIT_KIB}: the elements, and the SDK in the same file`);
console.log("What each room adds to ringback.js, KiB before compression");
for (const [room, bytes] of Object.entries(rooms).sort(([, a], [, b]) => b - a)) say(room, bytes);
hold("ringback.js", gzipped(first.code), FIRST_LIMIT_KIB);
hold("The browser SDK", together, TOGETHER_LIMIT_KIB);
hold("elements.js", gzipped(elements.code), ELEMENTS_LIMIT_KIB);
for (const { name, inputs } of apart) {
  const allowed = SHARED.map((file) => `src/${file}.ts`);
  const twice = Object.keys(inputs).filter((file) => inputs[file] && first.inputs[file] && !allowed.includes(file));
  if (twice.length === 0) continue;
  console.error(`${name} and ringback.js both hold ${twice.join(", ")}: a part may share functions only, no classes or state.`);
  process.exitCode = 1;
}
