import { PeerConnectionManager } from "../../src/peer/peer.ts";
import type { PeerConnectionConfig, PeerEnvironment, PeerMessage } from "../../src/peer/peer-config.ts";
import type { PeerError } from "../../src/peer/peer-errors.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { settle, VirtualClock } from "../virtual-clock.ts";

/** One manager over a fake engine, with everything it says written down. */
export class Rig {
  readonly clock = new VirtualClock();
  readonly sent: PeerMessage[] = [];
  readonly errors: PeerError[] = [];
  readonly states: RTCIceConnectionState[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  readonly pc: FakePeerConnection;
  readonly manager: PeerConnectionManager;
  networkListeners = 0;
  #heard = 0;
  changeNetwork: () => void = () => undefined;

  constructor(polite: boolean, config: Partial<PeerConnectionConfig> = {}) {
    this.pc = new FakePeerConnection(polite ? "polite" : "impolite");
    const environment: PeerEnvironment = {
      clock: this.clock,
      createConnection: (configuration) => {
        this.pc.configuration = configuration;
        return this.pc.engine;
      },
      onNetworkChange: (listener) => {
        this.networkListeners += 1;
        this.changeNetwork = listener;
        return () => (this.networkListeners -= 1);
      },
    };
    const recording: PeerConnectionConfig = {
      polite,
      callId: "call",
      remoteUserId: "them",
      signaling: { send: (message) => void this.sent.push(message) },
      onTrack: (track) => void this.tracks.push(track),
      onIceConnectionStateChange: (state) => void this.states.push(state),
      onError: (error) => void this.errors.push(error),
    };
    this.manager = new PeerConnectionManager({ ...recording, ...config }, environment);
    this.manager.initialize([{ urls: "stun:first.example" }]);
  }

  /** The types of what was sent, without "call-". */
  get said(): string[] {
    return this.sent.map(({ type }) => type.replace("call-", ""));
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }

  /** What was said since this was last asked. */
  unheard(): PeerMessage[] {
    const news = this.sent.slice(this.#heard);
    this.#heard = this.sent.length;
    return news;
  }

  offer(sdp = "their offer"): Promise<void> {
    return this.manager.handleRemoteDescription({ type: "offer", sdp });
  }

  answer(sdp = "their answer"): Promise<void> {
    return this.manager.handleRemoteDescription({ type: "answer", sdp });
  }

  candidate(candidate: string): Promise<void> {
    return this.manager.handleIceCandidate({ candidate });
  }
}

/** Lets everything under way come to rest. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await settle();
}

/** Hands over what each side has said, in order and without waiting, until both are silent. */
export async function converse(left: Rig, right: Rig): Promise<void> {
  for (;;) {
    await rest();
    const news = [left.unheard(), right.unheard()] as const;
    if (news[0].length + news[1].length === 0) return;
    for (const message of news[0]) void hear(right, message);
    for (const message of news[1]) void hear(left, message);
  }
}

async function hear({ manager }: Rig, message: PeerMessage): Promise<void> {
  if (message.type === "call-ice-candidate") await manager.handleIceCandidate(message.candidate);
  else
    await manager.handleRemoteDescription({
      type: message.type === "call-offer" ? "offer" : "answer",
      sdp: message.sdp ?? "",
    });
}
