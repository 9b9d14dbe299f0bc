import type { Cancel } from "../clock.ts";
import type { Lifetime } from "../lifetime.ts";
import { suspectNetworkChange } from "../network-change.ts";
import { PeerError, type PeerErrorCode, type ReportError } from "./peer-errors.ts";

/** Times in milliseconds. */
export const RECOVERY = {
  /** How long a connection may be disconnected before it is restarted; most come back by themselves. */
  disconnectedMs: 2_000,
  /** From one try to the next. */
  betweenTriesMs: 8_000,
  /** From one restart to the next at the least, whatever happens. */
  leastGapMs: 2_000,
  /** From the beginning of the trouble to giving up. */
  giveUpMs: 30_000,
  /** From the first complete negotiation to a connection. */
  connectMs: 30_000,
  tries: 3,
} as const;

/**
 * When to restart ICE (RFC 8445 §9), and when to give up. Restarts at once on `failed` and on a change of network, and
 * after two seconds of `disconnected`: three tries in thirty seconds. What still flows, flows on during a restart.
 */
export class IceRecovery {
  readonly #lifetime: Lifetime;
  readonly #report: ReportError;
  readonly #restart: () => void;
  #state: RTCIceConnectionState = "new";
  #negotiated = false;
  #everConnected = false;
  #gaveUp = false;
  #tries = 0;
  #lastRestart = -Infinity;
  #cancelTry: Cancel | undefined;
  #cancelConnectDeadline: Cancel | undefined;
  #cancelGivingUp: Cancel | undefined;

  constructor(lifetime: Lifetime, report: ReportError, restart: () => void) {
    this.#lifetime = lifetime;
    this.#report = report;
    this.#restart = restart;
  }

  /** An offer and answer have been completed: from now on there is something to connect. */
  negotiated(): void {
    if (this.#negotiated) return;
    this.#negotiated = true;
    if (this.#everConnected) return;
    this.#cancelConnectDeadline = this.#lifetime.after(RECOVERY.connectMs, () => this.#connectDeadline());
  }

  /** `iceConnectionState` has changed. */
  stateChanged(state: RTCIceConnectionState): void {
    this.#state = state;
    if (state === "connected" || state === "completed") this.#recovered();
    if (state === "disconnected") {
      suspectNetworkChange(); // a restart needs the server, which may be out of reach as well
      this.#trouble(() => this.#tryIn(RECOVERY.disconnectedMs));
    }
    if (state === "failed") this.#trouble(() => this.#tryNow());
  }

  /** This machine's network has changed. A new network is a new start: it gets all the tries, not more time. */
  networkChanged(): void {
    if (!this.#negotiated || this.#gaveUp) return;
    this.#tries = 0;
    this.#tryNow();
  }

  #recovered(): void {
    this.#everConnected = true;
    this.#gaveUp = false;
    this.#stopTimers();
  }

  #trouble(act: () => void): void {
    if (this.#gaveUp) return;
    if (this.#cancelGivingUp === undefined) {
      this.#tries = 0;
      this.#cancelGivingUp = this.#lifetime.after(RECOVERY.giveUpMs, () => this.#giveUp());
    }
    act();
  }

  #tryNow(): void {
    this.#cancelTry?.();
    this.#cancelTry = undefined;
    const earliest = this.#lastRestart + RECOVERY.leastGapMs;
    this.#tryIn(Math.max(0, earliest - this.#lifetime.now()));
  }

  #tryIn(delay: number): void {
    if (this.#tries >= RECOVERY.tries) return;
    if (delay === 0) this.#try();
    else this.#cancelTry ??= this.#lifetime.after(delay, () => this.#try());
  }

  #try(): void {
    this.#cancelTry = undefined;
    this.#lastRestart = this.#lifetime.now();
    this.#tries += 1;
    this.#restart();
    if (this.#cancelGivingUp) this.#tryIn(RECOVERY.betweenTriesMs);
  }

  #giveUp(): void {
    this.#end("ice_recovery_failed");
  }

  #connectDeadline(): void {
    this.#end("connection_timeout");
  }

  #end(code: PeerErrorCode): void {
    this.#gaveUp = true;
    this.#stopTimers();
    this.#report(new PeerError(code, { fatal: true, reason: this.#state }));
  }

  #stopTimers(): void {
    this.#cancelTry?.();
    this.#cancelConnectDeadline?.();
    this.#cancelGivingUp?.();
    this.#cancelTry = this.#cancelConnectDeadline = this.#cancelGivingUp = undefined;
  }
}
