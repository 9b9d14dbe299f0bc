/**
 * Runs managers for the schedule explorer (tests/explorer, in Python), which holds their connections, clock and network.
 * A line in: `[[key, now, stimuli], …]`, for a side that is new with its politeness in place of the stimuli. A line out:
 * `[commands, …]`, one list for each entry, after every stimulus has had its microtasks. A line `{ask}` in between is a
 * question, and the next line in is its answer. Pipes are read and written synchronously: there is no other input here.
 */
import { readSync, writeSync } from "node:fs";
import { ExplorerSide } from "./explorer-side.ts";
import type { World } from "./explorer-connection.ts";

type Entry = readonly [key: string, now: number, stimuli: boolean | null | never[]];

const sides = new Map<string, ExplorerSide>();
const chunk = Buffer.alloc(1 << 16);
let input = "";
let commands: unknown[] = [];
let clock = 0;
let current = "";

function readLine(): string | undefined {
  for (;;) {
    const end = input.indexOf("\n");
    if (end >= 0) {
      const line = input.slice(0, end);
      input = input.slice(end + 1);
      return line;
    }
    const size = readSync(0, chunk);
    if (size === 0) return undefined;
    input += chunk.toString("latin1", 0, size);
  }
}

function writeLine(value: unknown): void {
  const line = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let written = 0; written < line.length; ) written += writeSync(1, line, written);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Commands go out with the answer; a question takes those that came before it along. */
const world: World = {
  now: () => clock,
  tell: (...command) => void commands.push(command),
  ask(...question) {
    writeLine({ ask: question, key: current, before: commands });
    commands = [];
    return JSON.parse(readLine() ?? "null");
  },
};

async function take([key, now, stimuli]: Entry): Promise<unknown[]> {
  commands = [];
  clock = now;
  current = key;
  if (stimuli === null) sides.delete(key);
  else if (typeof stimuli === "boolean") sides.set(key, new ExplorerSide(world, stimuli));
  else
    for (const stimulus of stimuli) {
      sides.get(key)?.take(stimulus);
      await turn();
    }
  return commands;
}

for (const failure of ["uncaughtException", "unhandledRejection"]) {
  process.on(failure, (error: unknown) => world.tell("unhandled", String(error)));
}

for (let line = readLine(); line !== undefined; line = readLine()) {
  const answers: unknown[] = [];
  for (const entry of JSON.parse(line) as Entry[]) answers.push(await take(entry));
  writeLine(answers);
}
