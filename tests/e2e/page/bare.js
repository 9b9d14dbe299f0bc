/* A call without the product, to show that the rig itself carries media: descriptions travel by hand, once each way,
 * with all candidates in them.
 */
'use strict';

window.bare = (() => {
  let connection;

  async function prepare({ colour }) {
    connection = new RTCPeerConnection();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.addTrack(content.picture(colour));
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
  }

  async function described() {
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== 'complete') {
      await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }));
    }
    return connection.localDescription.toJSON();
  }

  return {
    async offer(media) {
      await prepare(media);
      return described();
    },
    async answer({ offer, ...media }) {
      await prepare(media);
      await connection.setRemoteDescription(offer);
      return described();
    },
    accept: (answer) => connection.setRemoteDescription(answer),
  };
})();
