import "../src/elements/index.ts";
import type { RingbackElement } from "../src/elements/index.ts";
import { calls } from "./calls.ts";
import { asClient, FakeClient } from "./fake-client.ts";
import { showIndex } from "./overview.ts";
import { panels } from "./panels.ts";
import { phone } from "./phone.ts";
import { quality } from "./quality.ts";
import type { State } from "./state.ts";

/** How long a language, or a picture of the fake camera, may take to arrive. */
const SETTLED_MS = 250;

const states: readonly State[] = [...phone, ...calls, ...quality, ...panels];
const parameters = new URLSearchParams(location.search);

/** Shows one state as it stands in an application. */
async function show({ tag, title, scene, place, set, then }: State): Promise<FakeClient> {
  const client = new FakeClient(scene);
  const element = document.createElement(tag) as RingbackElement;
  element.client = asClient(client);
  set?.(element);
  const main = document.createElement("main");
  const heading = Object.assign(document.createElement("h1"), { textContent: title, className: "unseen" });
  main.className = place;
  main.append(heading, element);
  document.body.replaceChildren(main);
  document.title = title;
  await settled(element);
  await then?.(element);
  await settled(element);
  return client;
}

async function settled(element: RingbackElement): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  await element.updateComplete;
}

const root = document.documentElement;
root.lang = parameters.get("lang") ?? "en";
root.dir = parameters.get("dir") ?? "ltr";
root.dataset["theme"] = parameters.get("theme") ?? "";
const state = states.find(({ id }) => id === parameters.get("state"));
const gallery = { states: states.map(({ id }) => id), client: undefined as FakeClient | undefined };
Object.assign(window, { gallery });
if (state) gallery.client = await show(state);
else showIndex(states, parameters);
root.dataset["ready"] = "";
