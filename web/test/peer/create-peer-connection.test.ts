import assert from "node:assert/strict";
import { test } from "node:test";
import { createPeerConnection, type CreatePeerConnectionConfig } from "../../src/peer/create-peer-connection.ts";
import type { PeerConnectionManager } from "../../src/peer/peer.ts";
import type { PeerError } from "../../src/peer/peer-errors.ts";
import { TurnUnavailableError } from "../../src/peer/turn.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { VirtualClock } from "../virtual-clock.ts";

const credentials = (password: string) => ({ username: "1:ann", password, ttl: 60, uris: ["turn:turn.example"] });
const turn = (credential: string) => ({ urls: ["turn:turn.example"], username: "1:ann", credential });
const google = { urls: "stun:stun.l.google.com:19302" };

interface Created {
  manager: PeerConnectionManager;
  pc: FakePeerConnection;
  errors: PeerError[];
}

async function create(config: Partial<CreatePeerConnectionConfig>): Promise<Created> {
  const pc = new FakePeerConnection("created");
  const errors: PeerError[] = [];
  const environment = {
    clock: new VirtualClock(),
    createConnection: (configuration: RTCConfiguration) => Object.assign(pc, { configuration }).engine,
    onNetworkChange: () => () => undefined,
  };
  const complete: CreatePeerConnectionConfig = {
    polite: false,
    callId: "call",
    remoteUserId: "bob",
    signaling: { send: () => undefined },
    onTrack: () => undefined,
    onIceConnectionStateChange: () => undefined,
    onError: (error) => void errors.push(error),
    turnApi: { getCredentials: async () => credentials("first") },
    ...config,
  };
  return { manager: await createPeerConnection(complete, environment), pc, errors };
}

test("the connection is made with the credentials, the fallback and no pool", async () => {
  const { pc, errors } = await create({});
  assert.deepEqual(pc.configuration, {
    alwaysNegotiateDataChannels: true,
    iceServers: [turn("first"), google],
    iceTransportPolicy: "all",
    iceCandidatePoolSize: 0,
  });
  assert.deepEqual(errors, []);
});

test("the fallback can be switched off, and the policy set", async () => {
  const { pc } = await create({ fallbackStun: "off", iceTransportPolicy: "relay" });
  assert.deepEqual(pc.configuration.iceServers, [turn("first")]);
  assert.equal(pc.configuration.iceTransportPolicy, "relay");
});

test("without credentials it goes on with STUN alone, and says why", async () => {
  const refusal = new TurnUnavailableError("turn_not_configured");
  const { manager, pc, errors } = await create({ turnApi: { getCredentials: () => Promise.reject(refusal) } });
  assert.deepEqual(pc.configuration.iceServers, [google]);
  assert.deepEqual(
    errors.map(({ code, fatal, reason, cause }) => [code, fatal, reason, cause]),
    [["turn_unavailable", false, "turn_not_configured", refusal]],
  );
  manager.restartIce().catch(() => assert.fail("it is a working connection"));
});

test("before an ICE restart the credentials are fetched again", async () => {
  let asked = 0;
  const { manager, pc } = await create({ turnApi: { getCredentials: async () => credentials(String((asked += 1))) } });
  await manager.restartIce();
  assert.deepEqual(pc.configuration.iceServers, [turn("2"), google]);
  assert.equal(pc.configuration.iceCandidatePoolSize, 0);
  assert.equal(pc.restarts, 1);
});

test("an application that throws on an error still gets its connection", async (context) => {
  const surfaced = context.mock.method(globalThis, "queueMicrotask", () => undefined);
  const onError = (): never => {
    throw new Error("the application's own");
  };
  const { pc } = await create({ onError, turnApi: { getCredentials: () => Promise.reject(new Error("offline")) } });
  assert.deepEqual(pc.configuration.iceServers, [google]);
  assert.equal(surfaced.mock.callCount(), 1);
});
