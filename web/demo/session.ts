import { createFetchWithAuth, createTurnApi, SignalingClient, type SignalingState } from "../src/index.ts";
import { CallView } from "./call-view.ts";
import { byId, say } from "./dom.ts";
import { tokenSource } from "./login.ts";
import { banner, note } from "./notes.ts";
import { PeopleView } from "./people-view.ts";
import { Phone } from "./phone.ts";

/** From the sign-in until the page is left: connects, shows who is here, and lets them call each other. */
export function startSession(name: string, token: string): void {
  const getToken = tokenSource(name, token);
  const baseUrl = new URL(".", location.href).href;
  // Where the browser trusts the page (this machine, https, or as its owner said), so does the connection.
  const signaling = new SignalingClient({ url: `${baseUrl}ws`, getToken, presence: true, allowInsecure: isSecureContext });
  const turnApi = createTurnApi({ fetchWithAuth: createFetchWithAuth({ getToken }), baseUrl });
  const phone = new Phone({ userId: name, signaling, turnApi, onChange: () => view.show(), onNote: note });
  const view = new CallView(phone);
  const people = new PeopleView((peer, video) => phone.dial(peer, video));

  say(byId("my-name", HTMLElement), name);
  byId("me", HTMLDivElement).hidden = false;
  signaling.onPresence((online) => people.show(others(online, name)));
  signaling.onStateChange(showConnection);
  addEventListener("pagehide", () => phone.do({ type: "hang-up" }));
  people.show([]);
  view.show();
  signaling.connect().catch(() => undefined); // onStateChange has said so
}

function others(online: ReadonlySet<string>, name: string): string[] {
  return [...online].filter((each) => each !== name).sort((one, other) => one.localeCompare(other));
}

function showConnection(state: SignalingState): void {
  if (state === "open") banner(null);
  if (state === "waiting") banner("Reconnecting to the server… A call under way goes on.");
  if (state === "closed") banner("The server has signed you out. Reload the page to sign in again.");
}
