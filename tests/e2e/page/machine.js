/* A machine with the devices that a test gives it, in the place of the browser's own: microphones are tones, or what
 * voice.js says, cameras and the screen are pictures of one colour, and all of them can be unplugged, plugged in and
 * refused. It survives a reload.
 */
'use strict';

window.machine = (() => {
  const KEY = 'e2e-machine';
  const KINDS = { microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' };
  const sources = new Map(); // by what they sound or look like
  const captures = new Map(); // by device: everything that was ever captured from it
  const sinks = new WeakMap(); // by element
  const timer = window.setTimeout.bind(window);
  let context;
  let has = { devices: [], refusals: {} };
  let screen = null;

  function remember(changed) {
    has = { ...has, ...changed };
    sessionStorage.setItem(KEY, JSON.stringify(has));
  }

  /* Takes the place of the browser's devices: [{ deviceId, kind, sends }], the system's default of each kind first. */
  function equip(devices) {
    remember({ devices });
    replace();
  }

  function replace() {
    const { mediaDevices, permissions } = navigator;
    mediaDevices.enumerateDevices = async () => has.devices.map(described);
    mediaDevices.getUserMedia = open;
    mediaDevices.getDisplayMedia = share;
    permissions.query = async ({ name }) => ({ state: 'granted', onchange: null });
    HTMLMediaElement.prototype.setSinkId = async function setSinkId(id) {
      if (id && !find('speaker', id)) throw new DOMException('There is no such speaker.', 'NotFoundError');
      sinks.set(this, id);
    };
    Object.defineProperty(HTMLMediaElement.prototype, 'sinkId', { get() { return sinks.get(this) ?? ''; } });
  }

  /* The user looks at another tab, or back: a headless browser hides none. Timers of hidden pages run once a second. */
  function hide(hidden) {
    const state = { visibilityState: hidden ? 'hidden' : 'visible', hidden };
    for (const [name, value] of Object.entries(state)) Object.defineProperty(document, name, { value, configurable: true });
    window.setTimeout = hidden ? (what, ms, ...values) => timer(what, Math.max(ms ?? 0, 1_000), ...values) : timer;
    document.dispatchEvent(new Event('visibilitychange'));
  }

  /* Gives the browser's own devices back. */
  function unequip() {
    sessionStorage.removeItem(KEY);
    for (const name of ['enumerateDevices', 'getUserMedia', 'getDisplayMedia']) delete navigator.mediaDevices?.[name];
    delete navigator.permissions.query;
  }

  const described = ({ deviceId, kind }) => ({ deviceId, kind: KINDS[kind], label: deviceId, groupId: '' });
  const find = (kind, id) => has.devices.find((device) => device.kind === kind && device.deviceId === id);

  async function open({ audio, video }) {
    const wanted = [...(audio ? [['microphone', audio]] : []), ...(video ? [['camera', video]] : [])];
    const devices = wanted.map(([kind, constraints]) => {
      if (has.refusals[kind]) throw new DOMException('The test refuses it.', has.refusals[kind]);
      const { ideal, exact } = constraints.deviceId ?? {};
      const device = find(kind, exact ?? ideal) ?? has.devices.find((each) => !exact && each.kind === kind);
      if (!device && exact) throw new DOMException('There is no such device.', 'OverconstrainedError');
      if (!device) throw new DOMException('There is no such device.', 'NotFoundError');
      return device;
    });
    return new MediaStream(devices.map(capture));
  }

  async function share() {
    if (!screen) throw new DOMException('The user has chosen no screen.', 'NotAllowedError');
    return new MediaStream([capture({ deviceId: 'screen', kind: 'screen', sends: screen })]);
  }

  function capture({ deviceId, kind, sends }) {
    if (!sources.has(sends)) sources.set(sends, kind === 'microphone' ? sound(sends) : content.picture(sends));
    const track = sources.get(sends).clone();
    track.getSettings = () => ({ deviceId });
    const earlier = (captures.get(deviceId) ?? []).filter(({ readyState }) => readyState === 'live');
    captures.set(deviceId, [...earlier, track]);
    return track;
  }

  function sound(sends) {
    return sends === 'voice' ? voice.microphone() : tone(sends);
  }

  function tone(frequency) {
    context ??= new AudioContext();
    const destination = new MediaStreamAudioDestinationNode(context);
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(new GainNode(context, { gain: 0.25 })).connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks()[0];
  }

  /* Pulls a device out. What was captured from it ends, as of itself. */
  function unplug(deviceId) {
    remember({ devices: has.devices.filter((device) => device.deviceId !== deviceId) });
    for (const track of captures.get(deviceId) ?? []) {
      track.stop(); // which fires no event
      track.dispatchEvent(new Event('ended'));
    }
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  function plugIn(device) {
    remember({ devices: [...has.devices, device] });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  /* From now on these devices are refused with these errors: { microphone: 'NotAllowedError' }. */
  function refuse(refusals) {
    remember({ refusals });
  }

  if (sessionStorage.getItem(KEY)) {
    remember(JSON.parse(sessionStorage.getItem(KEY)));
    replace();
  }

  return { equip, unequip, hide, unplug, plugIn, refuse, choose: (colour) => (screen = colour) };
})();
