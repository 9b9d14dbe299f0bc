/* Pictures of one colour to send, and the reading of them at the other end. */
'use strict';

window.content = (() => {
  const FRAME_MS = 50;
  const SIZE = 96;

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
    const brush = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const received = probe.connection().getTransceivers()
      .filter(({ currentDirection }) => ['sendrecv', 'recvonly'].includes(currentDirection))
      .map(({ receiver }) => probe.player(receiver.track));
    return received.filter((player) => player?.videoWidth > 0).map((video) => {
      brush.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
      return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    });
  }

  return { picture, colours };
})();
