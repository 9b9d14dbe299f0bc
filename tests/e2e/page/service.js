/* Calls made with the SDK's CallClient, and nothing below it, as an application makes them. */
'use strict';

window.service = (() => {
  const KEY = 'e2e-service';
  const PATIENCE_MS = 10_000;
  const qualities = [];
  const ends = []; // of every call: who, which, why, and what the page would say of it
  let sdk;
  let sentence;
  let client;
  let whom; // the call with this user is meant; the newest one if nobody was named
  let ready;

  /* Signs in; after a reload the page does so by itself. */
  function signIn(who) {
    sessionStorage.setItem(KEY, JSON.stringify(who));
    return (ready = connect(who));
  }

  async function connect(who) {
    await make(who);
    await client.connect();
  }

  /* Without signing in. */
  async function make({ token, config }) {
    [sdk, { sentence }] = await Promise.all([import('/sdk/ringback.js'), import('/sdk/words.js')]);
    client = new sdk.CallClient({
      url: '/', getToken: () => token, allowInsecure: true, fallbackStun: 'off', ...config,
    });
    client.store.subscribe(follow);
    client.onIncoming(({ userId }) => probe.note('incoming', userId));
  }

  let before = {};
  function follow() {
    for (const { quality, callId, userId, phase, reason, other, trouble, direction } of client.store.getSnapshot().calls) {
      if (other !== before[callId]?.other) probe.note('the other side', JSON.stringify(other));
      if (trouble !== (before[callId]?.trouble ?? null)) probe.note('trouble', trouble);
      if (phase !== before[callId]?.phase) probe.note(phase, callId, userId, reason ?? '');
      if (phase === 'ended' && before[callId]?.phase !== 'ended') {
        const said = sentence(reason, { other: userId, incoming: direction === 'incoming' });
        ends.push({ userId, callId, reason, said });
      }
      if (quality && quality !== before[callId]?.quality) qualities.push({ at: probe.now(), ...quality });
      before[callId] = { quality, phase, other, trouble };
    }
  }

  const current = () => client.calls.findLast(({ userId }) => whom === undefined || userId === whom);
  const snapshot = () => (client && current() ? current().snapshot : null);

  function call({ to, ...wanted }) {
    return client.call(to, wanted).callId;
  }

  async function shareScreen(colour) {
    machine.choose(colour);
    await current().shareScreen();
  }

  /* Waits until the call is as expected. Resolves to the moment. */
  async function comesTo(expected) {
    await ready;
    return comes(snapshot, expected);
  }

  /* Waits until everything else in the store is as expected. */
  async function appComesTo(expected) {
    await ready;
    return comes(() => ({ ...client.store.getSnapshot(), online: [...client.store.getSnapshot().online] }), expected);
  }

  function comes(actual, expected) {
    return new Promise((resolve, reject) => {
      let forget = () => undefined;
      const end = (settle, value) => {
        forget();
        clearTimeout(timer);
        settle(value);
      };
      const look = () => matches(actual(), expected) && end(resolve, probe.now());
      const told = () => `${JSON.stringify(actual())} never came to be ${JSON.stringify(expected)}`;
      const timer = setTimeout(() => end(reject, new Error(told())), PATIENCE_MS);
      forget = client.store.subscribe(look);
      look();
    });
  }

  /* true stands for whatever is there. */
  function matches(actual, expected) {
    if (expected === true && typeof actual !== 'boolean') return Boolean(actual);
    if (expected === null || typeof expected !== 'object') return actual === expected;
    return Boolean(actual) && Object.entries(expected).every(([name, value]) => matches(actual[name], value));
  }

  /* Resolves when all the tones have been sent. */
  async function sendDtmf(tones) {
    current().sendDtmf(tones);
    const { dtmf } = probe.connection().getSenders().find(({ track }) => track?.kind === 'audio');
    await probe.until('the end of the tones', () => dtmf.toneBuffer === '');
  }

  /* What comes from the other side from now on. */
  async function perceived() {
    const { stream, screen } = current().remote;
    const look = (track) => content.see(probe.player(track));
    const [hertz, camera, shared] = await Promise.all([
      Promise.all(stream.getAudioTracks().map(content.hear)),
      Promise.all(stream.getVideoTracks().map(look)),
      Promise.all((screen?.getVideoTracks() ?? []).map(look)),
    ]);
    return { hertz, camera, screen: shared };
  }

  /* Waits until all these frequencies are heard at the same time, whatever else is. */
  async function hears(frequencies) {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(current().remote.stream).connect(analyser);
    const strengths = new Float32Array(analyser.frequencyBinCount);
    const bins = frequencies.map((frequency) => Math.round((frequency * analyser.fftSize) / context.sampleRate));
    try {
      await probe.until(`${frequencies} Hz`, () => {
        analyser.getFloatFrequencyData(strengths);
        return bins.every((bin) => Math.max(...strengths.slice(bin - 1, bin + 2)) > -50);
      });
    } finally {
      await context.close();
    }
  }

  /* What the page would say to the user about the end of the call, or about what troubles it. */
  function words() {
    const { direction, reason, trouble, userId } = snapshot();
    const about = { other: userId, incoming: direction === 'incoming' };
    return { reason, trouble, said: [trouble, reason].filter(Boolean).map((code) => sentence(code, about)) };
  }

  /* The code of the error that this throws or rejects with. */
  async function refusal([verb, argument]) {
    try {
      await verbs[verb](argument);
    } catch (error) {
      return { name: error.name, code: error.code, said: sentence(error.code, {}) };
    }
    return null;
  }

  const explain = () => current().explain();

  /* Waits until the cause has become this one. */
  async function explained(cause) {
    let explanation;
    const deadline = probe.now() + PATIENCE_MS;
    do {
      if (probe.now() > deadline) throw new Error(`explained by ${JSON.stringify(explanation)}, not by ${cause}`);
      await probe.sleep(probe.POLL_MS);
      explanation = await explain();
    } while (explanation.cause !== cause);
    return { ...explanation, said: sentence(cause, {}) };
  }

  async function inbound() {
    const rows = [...(await current().getStats()).values()];
    return rows.filter(({ type }) => type === 'inbound-rtp').map(({ kind }) => kind);
  }

  /* Waits until the engine sends so many pictures a second at most. */
  async function sendsAtMost(framesPerSecond) {
    const sender = probe.connection().getSenders().find(({ track }) => track?.kind === 'video');
    const limit = () => sender.getParameters().encodings[0]?.maxFramerate;
    await probe.until(`${framesPerSecond} pictures a second`, () => limit() === framesPerSecond);
  }

  /* How many samples of sound were played, and how many of them made up, other than silence. */
  async function heard() {
    const rows = [...(await current().getStats()).values()];
    const { totalSamplesReceived, concealedSamples, silentConcealedSamples } =
      rows.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
    return { samples: totalSamplesReceived, concealed: concealedSamples - silentConcealedSamples };
  }

  let meters = [];

  /* From now on so many level meters listen to a tone. Resolves to how often those before have told the level of theirs. */
  function meter(count) {
    const told = meters.map(({ end, levels }) => (end(), levels.length));
    meters = Array.from({ length: count }, () => {
      const levels = [];
      return { levels, end: sdk.level(content.tone(700), (level) => level > 0 && levels.push(level)) };
    });
    return told;
  }

  const history = async () => (await client.history()).calls;

  if (sessionStorage.getItem(KEY)) signIn(JSON.parse(sessionStorage.getItem(KEY)));

  const verbs = {
    signIn,
    make,
    call,
    shareScreen,
    comesTo,
    appComesTo,
    perceived,
    hears,
    words,
    refusal,
    explain,
    explained,
    inbound,
    sendsAtMost,
    heard,
    meter,
    history,
    ready: () => ready,
    turnTo: (userId) => void (whom = userId),
    accept: (wanted) => current().accept(wanted ?? undefined),
    reject: (reason) => current().reject(reason ?? undefined),
    hangUp: () => current().hangup(),
    mute: (on) => current().mute(on),
    camera: (on) => current().camera(on),
    stopSharing: () => current().stopSharing(),
    hold: () => current().hold(),
    resume: () => current().resume(),
    showAt: (height) => current().showAt(height),
    switchTo: ([kind, deviceId]) => current().switchTo(kind, deviceId),
    sendDtmf,
    set: (settings) => client.settings.set(settings),
    report: ([callId, rating]) => client.report(callId, { rating }),
    permission: (kind) => client.devices.permission(kind),
    devices: (kind) => client.devices.list(kind).map(({ deviceId }) => deviceId),
    snapshot,
    qualities: () => qualities,
    ends: () => ends,
    close: () => client.close(),
  };
  return verbs;
})();
