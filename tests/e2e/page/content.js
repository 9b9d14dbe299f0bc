/* Pictures of one colour and tones of one frequency to send, and the reading of them at the other end. */
'use strict';

window.content = (() => {
  const FRAME_MS = 50;
  const SIZE = 96;
  const WINDOW = 4096; // of samples: frequencies are told to 12 Hz
  const SILENCE_DB = -60;
  const NEW_MS = 500; // within this time something new must come, or there is nothing
  let context;
  const ears = new Map(); // analysers, by remote track

  /* A video track of one colour. The corner changes, since a picture that stands still is sent at a trickle. */
  function picture(colour) {
    const canvas = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE });
    const brush = canvas.getContext('2d');
    let shade = 0;
    const draw = () => {
      brush.fillStyle = colour;
      brush.fillRect(0, 0, SIZE, SIZE);
      shade = (shade + 16) % 256;
      brush.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
      brush.fillRect(0, 0, 8, 8);
    };
    draw();
    const [track] = canvas.captureStream().getVideoTracks();
    const timer = setInterval(() => (track.readyState === 'live' ? draw() : clearInterval(timer)), FRAME_MS);
    return track;
  }

  /* The colour in the middle of every video that the other side sends, as [red, green, blue]. The direction says what
     is sent: Chromium leaves a track `muted` for good whose transceiver has lived through a rollback. */
  function colours() {
    return received().map(probe.player).filter((player) => player?.videoWidth > 0).map(colourOf);
  }

  function received() {
    return probe.connection().getTransceivers()
      .filter(({ currentDirection }) => ['sendrecv', 'recvonly'].includes(currentDirection))
      .map(({ receiver }) => receiver.track);
  }

  function colourOf(video) {
    const brush = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    brush.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

  /* A sound track of one frequency. */
  function tone(hertz) {
    const destination = new MediaStreamAudioDestinationNode(audio());
    const oscillator = new OscillatorNode(audio(), { frequency: hertz });
    oscillator.connect(new GainNode(audio(), { gain: 0.25 })).connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks()[0];
  }

  /* What comes from now on in everything that the other side sends: the strongest frequencies in Hz (0 is silence), and
     the colours; null where nothing new comes. */
  async function perceived() {
    const kind = (name) => received().filter(({ kind }) => kind === name);
    const [hertz, seen] = await Promise.all([
      Promise.all(kind('audio').map(hear)),
      Promise.all(kind('video').map((track) => see(probe.player(track)))),
    ]);
    return { hertz, colours: seen };
  }

  async function hear(track) {
    if (!ears.has(track)) {
      const analyser = new AnalyserNode(audio(), { fftSize: WINDOW, smoothingTimeConstant: 0 });
      audio().createMediaStreamSource(new MediaStream([track])).connect(analyser);
      ears.set(track, analyser);
    }
    const began = audio().currentTime;
    const seconds = (1.5 * WINDOW) / audio().sampleRate;
    const deadline = probe.now() + seconds * 1000 + NEW_MS;
    while (audio().currentTime < began + seconds) {
      if (probe.now() > deadline) return null;
      await probe.sleep(20);
    }
    const strengths = new Float32Array(WINDOW / 2);
    ears.get(track).getFloatFrequencyData(strengths);
    const strongest = strengths.reduce((best, strength, index) => (strength > strengths[best] ? index : best), 0);
    return strengths[strongest] < SILENCE_DB ? 0 : (strongest * audio().sampleRate) / WINDOW;
  }

  async function see(video) {
    const shown = new Promise((resolve) => video?.requestVideoFrameCallback(() => resolve(true)));
    return (await Promise.race([shown, probe.sleep(NEW_MS)])) ? colourOf(video) : null;
  }

  function audio() {
    return (context ??= new AudioContext());
  }

  function forget() {
    context?.close();
    context = undefined;
    ears.clear();
  }

  return { picture, tone, colours, perceived, hear, see, forget };
})();
