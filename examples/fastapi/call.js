import { createFetchWithAuth, createPeerConnection, createTurnApi, isPolite, SignalingClient } from "/calls/sdk/ringback.js";

const $ = (id) => document.getElementById(id);
const say = (sentence) => ($("status").textContent = sentence);
const getToken = async () => (await fetch("/token")).json();
const turnApi = createTurnApi({ baseUrl: "/calls", fetchWithAuth: createFetchWithAuth({ getToken }) });
const signaling = new SignalingClient({ url: "/calls/ws", getToken });
const early = {}; // what has come of calls that cross ours
let call; // the present one: { peer, callId, incoming, waiting, manager }

const send = (type) => signaling.send({ type, recipientId: call.peer, callId: call.callId });

function end(sentence) {
  call?.manager?.close(); // its tracks end too: the camera's light goes out
  call = undefined;
  say(sentence);
}

function hangUp(sentence) {
  if (call) send("call-hangup");
  end(sentence);
}

/** Opens the devices and connects; what the other side has sent meanwhile waits, in order. */
async function join(mine) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const manager = await createPeerConnection({
      polite: isPolite({ localUserId: signaling.userId, remoteUserId: mine.peer }),
      callId: mine.callId, remoteUserId: mine.peer, signaling, turnApi,
      onTrack: (_track, [theirs]) => ($("remote").srcObject = theirs),
      onIceConnectionStateChange: (state) => say(`${mine.peer}: ${state}`),
      onError: (error) => (error.fatal ? hangUp(error.message) : console.warn(error)),
    });
    manager.addLocalStream(stream);
    if (mine !== call) return manager.close(); // it ended while the devices were opening
    mine.manager = manager;
    mine.waiting.forEach(negotiate);
  } catch (error) {
    if (mine === call) hangUp(error.message);
  }
}

function negotiate(message) {
  if (!call.manager) call.waiting.push(message);
  else if (message.type === "call-ice-candidate") call.manager.handleIceCandidate(message.candidate);
  else call.manager.handleRemoteDescription({ type: message.type.replace("call-", ""), sdp: message.sdp });
}

const on = {
  "call-offer": negotiate, "call-answer": negotiate, "call-ice-candidate": negotiate,
  "call-accept": () => say(`${call.peer} answers.`),
  "call-reject": () => end(`${call.peer} is busy.`),
  "call-hangup": () => end("The call has ended."),
  "call-error": ({ message }) => end(message),
  "call-merged": ({ into }) => { // both have called: theirs goes on, accepted on both sides
    call.manager?.close();
    join((call = { peer: call.peer, callId: into, waiting: early[into] ?? [] }));
  },
};
signaling.onMessage("*", (message) => {
  const { type, callId, senderId = call?.peer } = message; // a call-error is the server's: it has no senderId
  if (type === "call-offer" && !call) {
    call = { peer: senderId, callId, incoming: true, waiting: [] };
    say(`${senderId} is calling.`);
  }
  if (call && call.callId === callId && call.peer === senderId) on[type]?.(message);
  else if (call && call.peer === senderId) (early[callId] ??= []).push(message); // of a call that crosses ours
});

$("login").onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify(Object.fromEntries(new FormData($("login"))));
  const { ok } = await fetch("/login", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  if (!ok) return say("Wrong name or password.");
  await signaling.connect();
  $("dial").hidden = !($("login").hidden = true);
  say(`You are ${signaling.userId}.`);
};
$("dial").onsubmit = (event) => {
  event.preventDefault();
  if (call) return;
  call = { peer: $("dial").elements.peer.value, callId: crypto.randomUUID(), waiting: [] };
  say(`Calling ${call.peer} …`);
  join(call);
};
$("answer").onclick = () => {
  if (!call?.incoming) return;
  call.incoming = false;
  send("call-accept");
  join(call);
};
$("hangup").onclick = () => hangUp("The call has ended.");
