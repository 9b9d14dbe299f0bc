import { byId, say } from "./dom.ts";
import { logIn, NameRefused, rememberedName, rememberName } from "./login.ts";
import { showScreen } from "./screens.ts";
import { startSession } from "./session.ts";

const form = byId("sign-in-form", HTMLFormElement);
const input = byId("name", HTMLInputElement);
const problem = byId("sign-in-problem", HTMLParagraphElement);
const submit = byId("sign-in-submit", HTMLButtonElement);

async function signIn(name: string): Promise<void> {
  say(problem, "");
  submit.disabled = true;
  try {
    const token = await logIn(name);
    rememberName(name);
    startSession(name, token);
  } catch (error) {
    const unreachable = "The server cannot be reached. Check that it is running, then try again.";
    say(problem, error instanceof NameRefused ? error.message : unreachable);
    showScreen("sign-in");
    input.focus();
  } finally {
    submit.disabled = false;
  }
}

function start(): void {
  // Elsewhere browsers have no navigator.mediaDevices, and a token would travel in the clear.
  if (!isSecureContext) {
    byId("localhost-link", HTMLAnchorElement).href = `http://localhost:${location.port || 80}/`;
    return showScreen("insecure");
  }
  const name = rememberedName();
  input.value = name ?? "";
  if (name) void signIn(name);
  else showScreen("sign-in");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn(input.value.trim());
});
byId("sign-out", HTMLButtonElement).addEventListener("click", () => {
  rememberName(null);
  location.reload();
});
start();
