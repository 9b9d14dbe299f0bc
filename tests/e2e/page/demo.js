/* Loaded into the demo page beside probe.js: what can only be seen or done from inside. */
'use strict';

window.demo = (() => {
  // The fake microphones beep about once in a second, so a shorter silence says nothing.
  const LISTEN_MS = 1_500;

  const visible = (element) => element?.checkVisibility({ visibilityProperty: true }) ?? false;

  /* The first element that matches, within the elements' own trees too. */
  function find(selector, root = document) {
    const inside = () => [...root.querySelectorAll('*')].map((each) => each.shadowRoot && find(selector, each.shadowRoot));
    return root.querySelector(selector) ?? inside().find(Boolean) ?? null;
  }

  const remote = () => find('video[part~="remote"]');

  const comes = (what, holds) => probe.until(what, holds).then(() => true, () => false);

  /* Whether the page itself, not only the rig, comes to show a new frame of the other side. */
  async function seesPicture() {
    if (!(await comes('the picture is on the page', () => visible(remote())))) return false;
    let shown = false;
    remote().requestVideoFrameCallback(() => (shown = true));
    return comes('a new frame is on the page', () => shown);
  }

  function seesNoPicture() {
    return comes('the picture is gone', () => !visible(remote()));
  }

  /* How much sound comes in while it listens. */
  async function listen() {
    const total = async (field) =>
      (await probe.figures()).inbound.filter(({ kind }) => kind === 'audio').reduce((sum, row) => sum + row[field], 0);
    const before = [await total('audioEnergy'), await total('packetsReceived')];
    await probe.sleep(LISTEN_MS);
    return { energy: (await total('audioEnergy')) - before[0], packets: (await total('packetsReceived')) - before[1] };
  }

  function call(name) {
    find(`[aria-label="Call ${name} with video"]`).click();
  }

  /* From now on this machine has a microphone and no camera. */
  function unplugCamera() {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (wanted) =>
      wanted.video ? Promise.reject(new DOMException('Requested device not found', 'NotFoundError')) : open(wanted);
  }

  /* What "duplicate tab" does: the new tab begins with a copy of this one's sessionStorage. */
  function duplicate() {
    window.open(location.href);
  }

  return { seesPicture, seesNoPicture, listen, call, unplugCamera, duplicate };
})();
