import type { RingbackPhone } from "../src/elements/index.ts";
import { logIn, NameRefused, rememberedName, rememberName, tokenSource } from "./login.ts";

const UNREACHABLE = "The server cannot be reached. Check that it is running, then try again.";

/** The element of index.html with this id. */
function byId<Type extends HTMLElement>(id: string): Type {
  const element = document.getElementById(id);
  if (!element) throw new TypeError(`index.html has nothing with the id ${id}.`);
  return element as Type;
}

const form = byId<HTMLFormElement>("sign-in");
const input = byId<HTMLInputElement>("name");
const problem = byId<HTMLParagraphElement>("problem");
const submit = byId<HTMLButtonElement>("continue");
const phone = byId<RingbackPhone>("phone");

/** What fills the page; one at a time. */
function show(id: "sign-in" | "insecure" | "phone"): void {
  for (const screen of ["sign-in", "insecure", "phone"]) byId(screen).hidden = screen !== id;
}

async function signIn(name: string): Promise<void> {
  problem.textContent = "";
  submit.disabled = true;
  try {
    const token = await logIn(name);
    rememberName(name);
    phone.getToken = tokenSource(name, token);
    phone.setAttribute("server", ".");
    show("phone");
  } catch (error) {
    show("sign-in");
    problem.textContent = error instanceof NameRefused ? error.message : UNREACHABLE;
    input.focus();
  } finally {
    submit.disabled = false;
  }
}

function start(): void {
  // Elsewhere browsers have no navigator.mediaDevices, and a token would travel in the clear.
  if (!isSecureContext) {
    byId<HTMLAnchorElement>("localhost").href = `http://localhost:${location.port || 80}/`;
    return show("insecure");
  }
  const name = rememberedName();
  input.value = name ?? "";
  if (name) return void signIn(name);
  show("sign-in");
  input.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn(input.value.trim());
});
byId("change-name").addEventListener("click", () => {
  rememberName(null);
  phone.client?.close();
  location.reload();
});
start();
