/* One call of page/harness.js: takes its messages off the wire, as an application has to, and counts collisions. */
'use strict';

window.Call = class Call {
  errors = [];
  collisions = 0; // how often an offer came while one of ours was under way
  tracks = new Map(); // by name: those that were added after the camera
  #callId;
  #signaling;
  #answers;
  #recipientId;
  #inbox = [];
  #offered = false; // an offer of ours is under way

  constructor({ callId, answers, signaling }) {
    this.#callId = callId;
    this.#signaling = signaling;
    this.#answers = answers;
  }

  open(manager, camera) {
    this.manager = manager;
    this.camera = camera;
    for (const message of this.#inbox.splice(0)) this.#handle(message);
  }

  receive(message) {
    if (message.callId !== this.#callId) return;
    if (this.manager) this.#handle(message);
    else this.#inbox.push(message);
  }

  send(message) {
    this.#offered = message.type === 'call-offer' || (this.#offered && message.type !== 'call-answer');
    this.#recipientId = message.recipientId;
    this.#signaling.send(message);
  }

  /* The server has to hear of it: otherwise the next call would come while this one lasts. */
  hangUp() {
    this.manager?.close();
    const open = this.#recipientId && this.#signaling.state === 'open';
    if (open) this.#signaling.send({ type: 'call-hangup', recipientId: this.#recipientId, callId: this.#callId });
  }

  start() {
    this.#answers = false;
    return this.manager.addLocalStream(this.camera);
  }

  #handle(message) {
    probe.note('received', message.type);
    if (message.type === 'call-offer') {
      if (this.#offered) this.collisions += 1;
      if (this.#answers) this.start();
      this.manager.handleRemoteDescription({ type: 'offer', sdp: message.sdp });
    } else if (message.type === 'call-answer') {
      this.#offered = false;
      this.manager.handleRemoteDescription({ type: 'answer', sdp: message.sdp });
    } else if (message.type === 'call-ice-candidate') {
      this.manager.handleIceCandidate(message.candidate);
    } else if (message.type === 'call-error') {
      this.errors.push({ code: message.error, fatal: true });
    }
  }
};
