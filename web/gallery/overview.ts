import type { State } from "./state.ts";

/** What can be turned, and to what. */
const CONTROLS: Readonly<Record<string, readonly string[]>> = {
  theme: ["", "light", "dark"],
  dir: ["ltr", "rtl"],
  lang: ["en", "de", "es"],
  width: ["768", "360", "1440"],
};

/** Every state in a frame of its own, with the controls above. */
export function showIndex(states: readonly State[], parameters: URLSearchParams): void {
  const form = document.createElement("form");
  for (const [name, values] of Object.entries(CONTROLS)) form.append(control(name, values, parameters.get(name) ?? ""));
  form.addEventListener("change", () => form.submit());
  const main = document.createElement("main");
  main.className = "overview";
  main.append(form, ...states.map((state) => frame(state, parameters)));
  document.body.replaceChildren(main);
}

function control(name: string, values: readonly string[], chosen: string): HTMLElement {
  const label = document.createElement("label");
  const select = Object.assign(document.createElement("select"), { name });
  select.append(...values.map((value) => new Option(value || "as the system", value, false, value === chosen)));
  label.append(name, select);
  return label;
}

function frame({ id, title, tag, place }: State, parameters: URLSearchParams): HTMLElement {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  const frame = document.createElement("iframe");
  const query = new URLSearchParams([...parameters, ["state", id]]);
  const link = Object.assign(document.createElement("a"), { href: `?${query}`, textContent: `${tag}: ${title}` });
  heading.append(link);
  Object.assign(frame, { src: `?${query}`, title, loading: "lazy", width: parameters.get("width") ?? "768" });
  frame.allow = "microphone; camera; fullscreen; picture-in-picture";
  frame.className = place;
  section.id = id;
  section.append(heading, frame);
  return section;
}
