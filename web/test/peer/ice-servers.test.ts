import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_FALLBACK_STUN, iceServers, RENEWAL_MS, renewIceServers } from "../../src/peer/ice-servers.ts";
import { Lifetime } from "../../src/lifetime.ts";
import type { PeerError } from "../../src/peer/peer-errors.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { VirtualClock } from "../virtual-clock.ts";

const credentials = {
  username: "1700000000:ann",
  password: "secret",
  ttl: 3_600,
  uris: [
    "stun:a.example",
    "turn:a.example?transport=udp",
    "turn:a.example?transport=tcp",
    "TURNS:a.example",
    "stuns:b.example",
  ],
};

test("only TURN servers are given the credentials, and the fallback comes last", () => {
  assert.deepEqual(iceServers(credentials, DEFAULT_FALLBACK_STUN), [
    { urls: ["stun:a.example", "stuns:b.example"] },
    {
      urls: ["turn:a.example?transport=udp", "turn:a.example?transport=tcp", "TURNS:a.example"],
      username: "1700000000:ann",
      credential: "secret",
    },
    { urls: "stun:stun.l.google.com:19302" },
  ]);
});

test("the fallback can be another, or off, and is not named twice", () => {
  const stunOnly = { ...credentials, uris: ["stun:a.example"] };
  assert.deepEqual(iceServers(stunOnly, "off"), [{ urls: ["stun:a.example"] }]);
  assert.deepEqual(iceServers(stunOnly, "stun:a.example"), [{ urls: ["stun:a.example"] }]);
  assert.deepEqual(iceServers(undefined, "stun:mine.example"), [{ urls: "stun:mine.example" }]);
  assert.deepEqual(iceServers(undefined, "off"), []);
});

/** Renews over a fake engine; `answer` is what the application gives. */
function renewing(answer: () => Promise<RTCIceServer[]>): {
  clock: VirtualClock;
  lifetime: Lifetime;
  pc: FakePeerConnection;
  errors: PeerError[];
  renewed: Promise<void>;
} {
  const clock = new VirtualClock();
  const lifetime = new Lifetime(clock);
  const pc = new FakePeerConnection("renewing", {
    iceServers: [{ urls: "stun:old.example" }],
    iceTransportPolicy: "relay",
  });
  const errors: PeerError[] = [];
  const renewed = renewIceServers(pc.engine, answer, lifetime, (error) => void errors.push(error));
  return { clock, lifetime, pc, errors, renewed };
}

test("fresh servers replace the old ones, and nothing else", async () => {
  const { pc, renewed } = renewing(async () => [{ urls: "stun:new.example" }]);
  await renewed;
  assert.deepEqual(pc.configuration, { iceServers: [{ urls: "stun:new.example" }], iceTransportPolicy: "relay" });
});

test("a refresh that fails is told, and the old servers stay", async () => {
  const { pc, errors, renewed } = renewing(() => Promise.reject(new Error("offline")));
  await renewed;
  assert.deepEqual(
    errors.map(({ code, fatal, cause }) => [code, fatal, String(cause)]),
    [["ice_servers_refresh_failed", false, "Error: offline"]],
  );
  assert.deepEqual(pc.configuration.iceServers, [{ urls: "stun:old.example" }]);
});

test("a refresh that never answers is given up", async () => {
  const { clock, errors, renewed } = renewing(() => new Promise(() => undefined));
  await clock.advance(RENEWAL_MS - 1);
  assert.deepEqual(errors, []);
  await clock.advance(1);
  await renewed;
  assert.deepEqual(
    errors.map(({ code }) => code),
    ["ice_servers_refresh_failed"],
  );
});

test("the end of the connection ends a refresh without a word", async () => {
  const { clock, lifetime, errors, renewed } = renewing(() => new Promise(() => undefined));
  lifetime.end();
  await assert.rejects(renewed, { name: "InvalidStateError" });
  assert.deepEqual(errors, []);
  assert.equal(clock.pending, 0);
});
