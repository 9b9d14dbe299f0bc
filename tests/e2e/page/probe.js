/* Loaded before any other script: remembers every RTCPeerConnection of the page and tells what really arrives on it.
 * Moments are epoch milliseconds (timeOrigin + now), comparable between the pages of one machine.
 */
'use strict';

(() => {
  const NativePeerConnection = window.RTCPeerConnection;
  const POLL_MS = 50;
  const PATIENCE_MS = 10_000; // when the rig stops waiting and the test fails

  const connections = [];
  const events = [];
  const players = new Map(); // by remote track
  const now = () => performance.timeOrigin + performance.now();
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const note = (...words) => events.push(`${now().toFixed(0).slice(-6)} ms ${words.join(' ')}`);

  /* What has arrived and left so far on the newest connection, and what its selected candidate pair is. */
  async function figures() {
    const connection = connections.at(-1);
    const report = await connection.getStats();
    const rows = [...report.values()];
    return {
      connectionState: connection.connectionState,
      signalingState: connection.signalingState,
      inbound: rows.filter((row) => row.type === 'inbound-rtp').map(inbound),
      outbound: rows.filter((row) => row.type === 'outbound-rtp').map(outbound),
      selectedPair: selectedPair(report, rows),
    };
  }

  function inbound(row) {
    return {
      id: row.id,
      kind: row.kind,
      framesDecoded: row.framesDecoded ?? 0,
      samplesReceived: row.totalSamplesReceived ?? 0,
      packetsReceived: row.packetsReceived ?? 0,
      audioEnergy: row.totalAudioEnergy ?? 0,
    };
  }

  function outbound(row) {
    return { id: row.id, kind: row.kind, packetsSent: row.packetsSent ?? 0 };
  }

  /* Chromium names the pair in its transport row, Firefox marks the pair itself. */
  function selectedPair(report, rows) {
    const transport = rows.find((row) => row.type === 'transport' && row.selectedCandidatePairId);
    const pair = transport
      ? report.get(transport.selectedCandidatePairId)
      : rows.find((row) => row.type === 'candidate-pair' && row.selected);
    if (!pair) return null;
    const local = report.get(pair.localCandidateId);
    const remote = report.get(pair.remoteCandidateId);
    return {
      local: local?.candidateType,
      remote: remote?.candidateType,
      relayProtocol: local?.relayProtocol ?? null,
      localAddress: local?.address ?? null,
      remoteAddress: remote?.address ?? null,
    };
  }

  /* Resolves as soon as `holds` is true. */
  async function until(what, holds) {
    const deadline = now() + PATIENCE_MS;
    while (!holds()) {
      if (now() > deadline) throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
      await sleep(POLL_MS);
    }
  }

  /* Waits until `videos` video and `audios` audio streams have each brought something new since this call. Resolves
     to the moment, or to null when that does not happen. */
  async function flowing({ videos, audios }) {
    const deadline = now() + PATIENCE_MS;
    const first = new Map();
    while (now() < deadline) {
      const kinds = grown(first, (await figures()).inbound).map((stream) => stream.kind);
      const count = (kind) => kinds.filter((each) => each === kind).length;
      if (count('video') >= videos && count('audio') >= audios) return now();
      await sleep(POLL_MS);
    }
    return null;
  }

  const EVIDENCE = {
    video: ['packetsReceived', 'framesDecoded'],
    // Samples also grow while a loss is concealed, so packets must grow with them; and silence is no sound.
    audio: ['packetsReceived', 'samplesReceived', 'audioEnergy'],
  };

  /* The streams that have grown since each was `first` seen. A row that was missing for a while says nothing new by being
     there; and an engine that makes its receiver anew, for another set of codecs say, counts from nothing again. */
  function grown(first, streams) {
    return streams.filter((stream) => {
      const fields = EVIDENCE[stream.kind];
      const was = first.get(stream.id);
      const anew = !was || fields.some((field) => stream[field] < was[field]);
      if (anew) first.set(stream.id, stream);
      return !anew && fields.every((field) => stream[field] > was[field]);
    });
  }

  window.RTCPeerConnection = class RTCPeerConnection extends NativePeerConnection {
    constructor(configuration) {
      super(configuration);
      connections.push(this);
      note('new RTCPeerConnection');
      for (const name of ['signalingState', 'iceConnectionState', 'connectionState']) {
        this.addEventListener(`${name.toLowerCase()}change`, () => note(name, this[name]));
      }
      this.addEventListener('negotiationneeded', () => note('negotiationneeded'));
      this.addEventListener('icecandidateerror', (event) => note('icecandidateerror', event.errorCode));
      this.addEventListener('track', ({ track }) => {
        note('track', track.kind);
        play(track);
      });
    }
  };

  /* A stream that nobody plays is not decoded. A track that comes back after a pause is announced again. */
  function play(track) {
    if (players.has(track)) return;
    const element = document.createElement(track.kind);
    element.autoplay = true;
    element.playsInline = true;
    element.muted = track.kind === 'video';
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
    players.set(track, element);
  }

  function begin() {
    events.length = 0;
  }

  function forget() {
    for (const element of players.values()) element.remove();
    players.clear();
    connections.length = 0;
  }

  window.probe = {
    POLL_MS,
    now,
    sleep,
    begin,
    note,
    until,
    figures,
    flowing,
    forget,
    connection: () => connections.at(-1),
    player: (track) => players.get(track),
    story: () => events,
  };
})();
