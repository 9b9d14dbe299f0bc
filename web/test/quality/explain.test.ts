import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerError, type PeerErrorCode } from "../../src/peer/peer-errors.ts";
import { explain, type Evidence, type ExplainCause, type Explanation } from "../../src/quality/explain.ts";

type Row = Record<string, unknown> & { readonly type: string };

const TURN = "turn:turn.example:3478";
const NOW_S = 1_800_000_000;
const HOST: Row = { id: "host", type: "local-candidate", candidateType: "host", protocol: "udp", address: "10.0.0.2" };
const SRFLX: Row = { id: "srflx", type: "local-candidate", candidateType: "srflx", url: "stun:stun.example" };
const RELAY: Row = { id: "relay", type: "local-candidate", candidateType: "relay", relayProtocol: "tls", url: TURN };
const REMOTE: Row = { id: "remote", type: "remote-candidate", candidateType: "host", protocol: "udp" };
const PAIR: Row = { id: "pair", type: "candidate-pair", localCandidateId: "host", remoteCandidateId: "remote", state: "failed" };
const CONNECTED: Row[] = [
  HOST,
  REMOTE,
  { ...PAIR, state: "succeeded" },
  { id: "t", type: "transport", selectedCandidatePairId: "pair", dtlsState: "connected" },
];
const IN: Row = { id: "in", type: "inbound-rtp", packetsReceived: 40 };
const OUT: Row = { id: "out", type: "outbound-rtp", packetsSent: 40 };

function explained(rows: readonly Row[], errors: readonly PeerErrorCode[] = [], servers: RTCIceServer[] = []): Explanation {
  const evidence: Evidence = {
    stats: new Map(rows.map((row, index) => [String(index), row])) as unknown as RTCStatsReport,
    errors: errors.map((code) => new PeerError(code)),
    iceServers: servers,
    unixMs: NOW_S * 1_000,
  };
  return explain(evidence);
}

const server = (urls: string | string[], expiresS = NOW_S + 60): RTCIceServer => ({ urls, username: `${expiresS}:alice` });
const both = [HOST, REMOTE, PAIR];

test("each cause is told from what is there and what was reported", () => {
  const cases: [ExplainCause | null, readonly Row[], PeerErrorCode[], RTCIceServer[]][] = [
    ["no_turn", both, [], []],
    ["no_turn", both, [], [{ urls: "stun:stun.example" }]],
    ["no_path", [RELAY, ...both], [], [server(TURN)]],
    ["no_remote_candidates", [HOST], [], [server(TURN)]],
    ["no_candidates", [REMOTE], [], [server(TURN)]],
    ["wrong_credentials", both, ["turn_credentials_refused"], [server(TURN)]],
    ["clock", both, ["turn_credentials_refused"], [server(TURN, NOW_S - 1)]],
    ["turn_quota", both, ["turn_quota_reached"], [server(TURN)]],
    ["udp_blocked", both, ["ice_server_unreachable"], [server([TURN, "stun:stun.example"])]],
    ["turn_unreachable", both, ["ice_server_unreachable"], [server([TURN, "turns:turn.example"])]],
    ["turn_unreachable", both, ["ice_server_unreachable"], [server(`${TURN}?transport=tcp`)]],
    // One server of several was out of reach: not the cause when another one answered.
    ["no_path", [SRFLX, ...both], ["ice_server_unreachable"], [server(TURN)]],
    ["no_path", [RELAY, ...both], ["turn_credentials_refused"], [server(TURN)]],
    ["one_sided", [...CONNECTED, OUT], [], []],
    ["one_sided", [...CONNECTED, IN], [], []],
    [null, [...CONNECTED, IN, OUT], ["ice_server_unreachable"], []],
    [null, CONNECTED, [], []],
    ["dtls_failed", [...CONNECTED.slice(0, 3), { ...CONNECTED[3]!, dtlsState: "failed" }], [], []],
  ];
  for (const [cause, rows, errors, servers] of cases) {
    assert.equal(explained(rows, errors, servers).cause, cause, `${JSON.stringify(rows)} ${errors.join()}`);
  }
});

test("how far it got", () => {
  const cases: [Explanation["reached"], readonly Row[]][] = [
    ["nothing", []],
    ["gathering", [HOST]],
    ["checking", both],
    ["connected", CONNECTED],
    ["media", [...CONNECTED, IN, OUT]],
  ];
  for (const [reached, rows] of cases) assert.equal(explained(rows).reached, reached);
});

test("what was tried on each side, without anybody's address", () => {
  const explanation = explained([RELAY, ...CONNECTED], ["ice_server_error", "ice_server_error"]);
  const host = { type: "host", protocol: "udp", relayProtocol: null, url: null };
  assert.deepEqual(explanation.local, [{ type: "relay", protocol: "udp", relayProtocol: "tls", url: TURN }, host]);
  assert.deepEqual(explanation.remote, [host]);
  assert.deepEqual(explanation.pairs, [{ local: host, remote: host, state: "succeeded" }]);
  assert.deepEqual(explanation.selected, explanation.pairs[0]);
  assert.deepEqual(explanation.errors, ["ice_server_error"]);
  assert.ok(!JSON.stringify(explanation).includes("10.0.0"));
});

test("Firefox marks the pair in use itself", () => {
  const pair = { ...PAIR, state: "succeeded", selected: true };
  assert.equal(explained([HOST, REMOTE, pair, IN, OUT]).reached, "media");
});
