/* Loaded into the demo page beside probe.js: what can only be seen or done from inside. */
'use strict';

window.demo = (() => {
  // The fake microphones beep about once in a second, so a shorter silence says nothing.
  const LISTEN_MS = 2_500;

  const visible = (element) => element.checkVisibility({ visibilityProperty: true });

  const comes = (what, holds) => probe.until(what, holds).then(() => true, () => false);

  /* Whether the page itself, not only the rig, comes to show a new frame of the other side. */
  async function seesPicture() {
    const video = document.getElementById('remote');
    if (!(await comes('the picture is on the page', () => visible(video)))) return false;
    let shown = false;
    video.requestVideoFrameCallback(() => (shown = true));
    return comes('a new frame is on the page', () => shown);
  }

  function seesNoPicture() {
    const video = document.getElementById('remote');
    return comes('the picture is gone', () => !visible(video));
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
    document.querySelector(`[aria-label="Call ${name} with video"]`).click();
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
