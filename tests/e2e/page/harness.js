/* Calls made with the product's SDK, as an application would make them; `window.peer` holds one side. */
'use strict';

window.peer = (() => {
  let sdk;
  let user;
  let signaling;
  let turnApi;
  let call;

  /* Signs in: imports the SDK that the server serves, and connects to the server. */
  async function signIn({ user: name, token }) {
    sdk = await import('/sdk/ringback.js');
    user = name;
    const getToken = () => token;
    turnApi = sdk.createTurnApi({ baseUrl: '/', fetchWithAuth: sdk.createFetchWithAuth({ getToken }) });
    signaling = new sdk.SignalingClient({ url: '/ws', getToken, allowInsecure: true });
    signaling.onMessage('*', (message) => call?.receive(message));
    await signaling.connect();
  }

  /* Gets ready for a call: the camera is on and the connection exists, but nothing is sent yet. One that `answers`
     sends its camera as soon as the first offer comes; the other begins with `start`. With a `signature`, a tone and a
     picture take the place of microphone and camera. */
  async function prepare({ callId, remote, video, policy, credentials, signature, polite, answers = false }) {
    close();
    const { errors } = (call = new Call({ callId, answers, signaling }));
    const camera = signature ? signed(signature, video) : await navigator.mediaDevices.getUserMedia({ audio: true, video });
    const manager = await sdk.createPeerConnection({
      polite: polite ?? sdk.isPolite({ localUserId: user, remoteUserId: remote }),
      callId,
      remoteUserId: remote,
      signaling: { send: (message) => call.send(message) },
      turnApi: credentials ? { getCredentials: async () => credentials } : turnApi,
      fallbackStun: 'off',
      iceTransportPolicy: policy,
      onTrack: (track) => probe.note('onTrack', track.kind),
      onIceConnectionStateChange: (state) => probe.note('onIceConnectionStateChange', state),
      onError: (error) => errors.push({ code: error.code, fatal: error.fatal }),
    });
    call.open(manager, camera);
    probe.connection().addEventListener('datachannel', ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data);
    });
  }

  function signed({ hertz, colour }, video) {
    return new MediaStream([content.tone(hertz), ...(video ? [content.picture(colour)] : [])]);
  }

  /* Begins to send the camera. Resolves, as do all the verbs below, when the change has been negotiated. */
  async function start() {
    await call.start();
    await sent(call.camera.getTracks());
  }

  async function addVideo(colour) {
    const track = content.picture(colour);
    call.tracks.set(colour, track);
    await call.manager.addLocalStream(new MediaStream([track]));
    await sent([track]);
  }

  /* The same, on a transceiver of its own whatever there is. */
  async function addTransceiver(colour) {
    const track = content.picture(colour);
    call.tracks.set(colour, track);
    call.manager.addTransceiver(track);
    await sent([track]);
  }

  async function replaceVideo({ from, to }) {
    const track = content.picture(to);
    await call.manager.replaceTrack(call.tracks.get(from), track);
    call.tracks.get(from).stop();
    call.tracks.delete(from);
    call.tracks.set(to, track);
  }

  async function removeVideo(colour) {
    const track = call.tracks.get(colour);
    const transceiver = transceiverOf(track);
    call.manager.removeTrack(track);
    track.stop();
    call.tracks.delete(colour);
    await probe.until('removal of a track', () => !sends(transceiver));
  }

  async function restartIce() {
    const old = iceUsernameFragments();
    await call.manager.restartIce();
    await probe.until('ICE restart with new credentials on both sides', () => {
      const { local, remote } = iceUsernameFragments();
      return local !== old.local && remote !== old.remote;
    });
  }

  /* Makes a data channel, which the SDK leaves to the connection itself, and sends a word on it. Resolves to what comes
     back. */
  async function openChannel(label) {
    const channel = probe.connection().createDataChannel(label);
    const heard = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(data)));
    await probe.until('opening of a data channel', () => channel.readyState === 'open');
    channel.send(label);
    return heard;
  }

  /* New ones are what makes an ICE restart (RFC 8445, section 2.4). */
  function iceUsernameFragments() {
    const { currentLocalDescription, currentRemoteDescription } = probe.connection();
    const fragment = (description) => /a=ice-ufrag:(.*)/.exec(description.sdp)[1];
    return { local: fragment(currentLocalDescription), remote: fragment(currentRemoteDescription) };
  }

  const transceiverOf = (track) => probe.connection().getTransceivers().find(({ sender }) => sender.track === track);
  const sends = (transceiver) => ['sendrecv', 'sendonly'].includes(transceiver?.currentDirection);
  const sent = (tracks) =>
    probe.until('sending of new tracks', () => tracks.every((track) => sends(transceiverOf(track))));

  function close() {
    call?.hangUp();
    call = undefined;
    content.forget();
    probe.forget();
  }

  return {
    signIn,
    prepare,
    start,
    addVideo,
    addTransceiver,
    replaceVideo,
    removeVideo,
    restartIce,
    openChannel,
    errors: () => call.errors,
    collisions: () => call.collisions,
    close,
  };
})();
