/* Loaded before the product: what it keeps alive, what it plays, and how loud its own sounds are. */
'use strict';

window.census = (() => {
  const known = { contexts: [], connections: [], tracks: [], players: [] }; // weak references
  const monitors = new Map(); // analysers of what goes to the loudspeaker, by context
  const remember = (kind, object) => {
    known[kind].push(new WeakRef(object));
    return object;
  };
  const there = (kind) => known[kind].map((reference) => reference.deref()).filter(Boolean);

  const { connect } = AudioNode.prototype;
  const { clone } = MediaStreamTrack.prototype;
  const NativeAudio = window.Audio;

  window.AudioContext = class AudioContext extends window.AudioContext {
    constructor(...options) {
      super(...options);
      remember('contexts', this);
    }
  };
  window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
    constructor(...options) {
      super(...options);
      remember('connections', this);
      this.addEventListener('track', ({ streams }) => probe.note('in streams', ...streams.map(({ id }) => id)));
    }
  };
  window.Audio = function Audio(...source) {
    return remember('players', new NativeAudio(...source));
  };
  MediaStreamTrack.prototype.clone = function cloneKnown() {
    return remember('tracks', clone.call(this));
  };
  AudioNode.prototype.connect = function connectKnown(to, ...where) {
    if (to === this.context.destination) {
      if (!monitors.has(this.context)) monitors.set(this.context, new AnalyserNode(this.context, { fftSize: 2048 }));
      connect.call(this, monitors.get(this.context));
    }
    return connect.call(this, to, ...where);
  };

  /* How many of each are in use. */
  function alive() {
    const count = (kind, inUse) => there(kind).filter(inUse).length;
    return {
      contexts: count('contexts', ({ state }) => state !== 'closed'),
      connections: count('connections', ({ connectionState }) => connectionState !== 'closed'),
      tracks: count('tracks', ({ readyState }) => readyState === 'live'),
      players: count('players', ({ srcObject }) => srcObject !== null),
    };
  }

  /* The elements in which the product plays something, and whether they come on by themselves. */
  async function players() {
    const used = there('players').filter(({ srcObject }) => srcObject?.getTracks().length > 0);
    const before = used.map(({ currentTime }) => currentTime);
    await probe.sleep(300);
    return used.map((player, index) => ({
      plays: !player.paused && player.currentTime > before[index],
      muted: player.muted,
      sinkId: player.sinkId,
    }));
  }

  /* The amplitude of what the page makes itself: rings and tones, not the other side. */
  function loudness() {
    const amplitudes = [...monitors].map(([{ state }, monitor]) => {
      const samples = new Float32Array(2048);
      if (state === 'running') monitor.getFloatTimeDomainData(samples);
      return Math.max(...samples.map(Math.abs));
    });
    return Math.max(0, ...amplitudes);
  }

  /* Waits until it is silent, or is not. Resolves to the moment. */
  async function becomes({ loud }) {
    await probe.until(loud ? 'a sound' : 'silence', () => loudness() > 0.001 === loud);
    return probe.now();
  }

  /* How many connections there have been. */
  const made = () => known.connections.length;
  const comesToMake = (count) => probe.until('another connection', () => made() >= count);

  return { alive, made, comesToMake, players, becomes };
})();
