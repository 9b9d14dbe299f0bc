/* A microphone that says what the test wants, and an ear that keeps every sample of what comes. Loaded before the
 * product. Sound crosses to the test and back as base64 of 16-bit samples.
 */
'use strict';

window.voice = (() => {
  const BLOCK = 512; // samples: the ear tells the time every 11 ms
  const EAR = `registerProcessor('ear', class extends AudioWorkletProcessor {
    #block = new Int16Array(${BLOCK});
    #filled = 0;
    #at = 0;
    process([[samples]], [[silent]]) {
      if (this.#filled === 0) this.#at = Date.now();
      for (let each = 0; each < silent.length; each += 1) {
        this.#block[this.#filled + each] = Math.max(-1, Math.min(1, samples?.[each] ?? 0)) * 32767;
      }
      this.#filled += silent.length;
      if (this.#filled === ${BLOCK}) {
        this.port.postMessage({ at: this.#at, block: this.#block });
        this.#filled = 0;
      }
      return true;
    }
  });`;
  let context;
  let mouth;
  let ear;
  let heard = [];

  const audio = () => (context ??= new AudioContext());

  window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
    constructor(...options) {
      super(...options);
      this.addEventListener('track', ({ track }) => {
        if (ear && track.kind === 'audio') audio().createMediaStreamSource(new MediaStream([track])).connect(ear);
      });
    }
  };

  /* The track of a microphone before which nobody speaks yet. */
  function microphone() {
    mouth ??= new MediaStreamAudioDestinationNode(audio());
    return mouth.stream.getAudioTracks()[0];
  }

  /* Says this at the microphone. Resolves when it was said, to the moment at which it began. */
  async function say({ sound, rate }) {
    const samples = new Int16Array(Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0)).buffer);
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: rate });
    buffer.copyToChannel(Float32Array.from(samples, (sample) => sample / 32768), 0);
    const source = new AudioBufferSourceNode(audio(), { buffer });
    source.connect(mouth);
    const began = probe.now();
    await new Promise((resolve) => {
      source.onended = resolve;
      source.start();
    });
    return began;
  }

  /* Keeps what comes from now on, on every connection that there will be. */
  async function listen() {
    heard = [];
    if (ear) return;
    await audio().audioWorklet.addModule(URL.createObjectURL(new Blob([EAR], { type: 'text/javascript' })));
    ear = new AudioWorkletNode(audio(), 'ear', { channelCount: 1, channelCountMode: 'explicit' });
    ear.port.onmessage = ({ data }) => heard.push(data);
    ear.connect(audio().destination); // in silence: what leads nowhere is not asked for sound
  }

  /* What was heard since this was asked last: blocks of equal length, each with its moment. */
  async function hearing() {
    const blocks = heard;
    heard = [];
    const reader = new FileReader();
    const read = new Promise((resolve) => (reader.onload = resolve));
    reader.readAsDataURL(new Blob(blocks.map(({ block }) => block)));
    await read;
    const [, sound] = reader.result.split('base64,');
    return { rate: audio().sampleRate, block: BLOCK, moments: blocks.map(({ at }) => at), sound: sound ?? '' };
  }

  return { microphone, say, listen, hearing };
})();
