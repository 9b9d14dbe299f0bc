import type { Call, Wanted } from "./call.ts";
import type { CallClientConfig } from "./call-client-config.ts";
import type { CallContext } from "./call-context.ts";
import { browserCallEnvironment, type CallEnvironment } from "./call-environment.ts";
import { CallError } from "./call-error.ts";
import type { StoreEvent } from "./call-event.ts";
import { sound } from "./call-sounds.ts";
import { fetchHistory, type HistoryQuery } from "./history.ts";
import { reconcile } from "./reconcile.ts";
import { reduce } from "./reducer.ts";
import { ReloadMemory } from "./reload-memory.ts";
import { rings } from "./state.ts";
import { createStore, type CallStore } from "./store.ts";
import { Switchboard } from "./switchboard.ts";
import { createFetchWithAuth, type FetchWithAuth } from "../auth.ts";
import type { Cancel } from "../clock.ts";
import { Lifetime } from "../lifetime.ts";
import { Listeners } from "../listeners.ts";
import type { Devices } from "../media/devices.ts";
import { SettingsStore } from "../media/settings.ts";
import type { Sounds } from "../media/sounds.ts";
import type { Speaker } from "../media/speaker.ts";
import type { CallHistory } from "../messages.gen.ts";
import { preload } from "../parts.ts";
import { createTurnApi } from "../peer/turn.ts";
import { SignalingClient } from "../signaling/signaling.ts";

/**
 * Voice and video calls for one user: the connection to the server, the calls, and all there is to show of them. A page
 * that goes away ends nothing: loaded again, it goes on with the call that it was in.
 */
export class CallClient {
  readonly #store = createStore();
  readonly store: CallStore = this.#store;
  readonly devices: Devices;
  readonly settings: SettingsStore;
  readonly sounds: Sounds;
  readonly #url: string;
  readonly #lifetime: Lifetime;
  readonly #signaling: SignalingClient;
  readonly #fetch: FetchWithAuth;
  readonly #speaker: Speaker;
  readonly #switchboard: Switchboard;
  #settingsLoaded = Promise.resolve();
  readonly #incoming = new Listeners<[Call]>();

  /** Throws a SecurityError when the URL is unencrypted and leads to another machine. */
  constructor(config: CallClientConfig, environment: CallEnvironment = browserCallEnvironment) {
    this.#url = config.url.replace(/\/+$/, "");
    this.#lifetime = new Lifetime(environment.clock);
    this.#fetch = createFetchWithAuth(config);
    this.#signaling = new SignalingClient({ ...config, url: `${this.#url}/ws` }, environment.signaling);
    this.devices = environment.createDevices();
    this.settings = new SettingsStore(config.storage);
    const { devices, settings } = this;
    const dispatch = (event: StoreEvent): void => this.#dispatch(event);
    const played = { devices, settings, onBlocked: (blocked: boolean) => dispatch({ type: "sound", blocked }) };
    this.sounds = environment.createSounds(played);
    this.#speaker = environment.createSpeaker(played);
    const context: CallContext = {
      config,
      environment,
      lifetime: this.#lifetime,
      signaling: this.#signaling,
      turnApi: createTurnApi({ fetchWithAuth: this.#fetch, baseUrl: this.#url }),
      devices,
      settings,
      settingsLoaded: () => this.#settingsLoaded,
      speaker: this.#speaker,
      getSnapshot: this.store.getSnapshot,
      dispatch,
      activate: (active) => this.#switchboard.activate(active),
    };
    this.#switchboard = new Switchboard(context, (call) => this.#incoming.tell(call));
    reconcile(context, this.#switchboard, new ReloadMemory(this.#lifetime.signal, () => this.store.getSnapshot().calls));
    this.#listen();
  }

  /** Connects, and stays connected until `close()`. Resolves with the user id; rejects with a SignalingError. */
  async connect(): Promise<string> {
    preload();
    return (await this.#signaling.connect()).userId;
  }

  /** Calls somebody. Throws a CallError (`in_call`) during another call, unless made with `callWaiting`. */
  call(userId: string, wanted: Wanted = {}): Call {
    if (this.#switchboard.busy) throw new CallError("in_call");
    return this.#switchboard.place(userId, wanted).call;
  }

  /** The calls there are, the oldest first; one that has ended until it is dismissed, or another begins. */
  get calls(): readonly Call[] {
    return this.store.getSnapshot().calls.flatMap(({ callId }) => this.#switchboard.get(callId)?.call ?? []);
  }

  /** Those that ring here. */
  get incoming(): readonly Call[] {
    return this.calls.filter(({ snapshot }) => snapshot.direction === "incoming" && rings(snapshot));
  }

  /** Hears of every call that begins to ring here, until the returned function is called. */
  onIncoming(listener: (call: Call) => void): Cancel {
    return this.#incoming.add(listener);
  }

  /** Asks who of these users is online, now and from now on, in place of those asked for before. */
  watchPresence(userIds: Iterable<string>): void {
    this.#signaling.watchPresence(userIds);
  }

  /** A page of the user's calls, the newest first. Rejects with a CallError, and as fetch() does. */
  history(query: HistoryQuery = {}): Promise<CallHistory> {
    return fetchHistory(this.#fetch, this.#url, query);
  }

  /** Tells the server what the user thinks of a call, until an hour after its end. */
  report(callId: string, { rating }: { readonly rating: 1 | 2 | 3 | 4 | 5 }): void {
    this.#signaling.send({ type: "call-report", callId, rating });
  }

  /** Takes the note out of the store. */
  dismissNote(): void {
    this.#dispatch({ type: "note", note: null });
  }

  /** Hangs up, and ends it for good. */
  close(): void {
    for (const { call } of this.#switchboard.controls) call.hangup();
    for (const each of [this.#signaling, this.sounds, this.#speaker, this.devices]) each.close();
    this.#lifetime.end();
  }

  #dispatch(event: StoreEvent): void {
    const before = this.#store.getSnapshot();
    const now = reduce(before, event, this.#lifetime.now());
    if (now === before) return;
    this.#store.put(now);
    sound(this.sounds, before, now);
    this.#switchboard.follow();
  }

  #listen(): void {
    this.#signaling.onStateChange((state) => {
      const { userId } = this.#signaling;
      if (userId && userId !== this.store.getSnapshot().userId) this.#settingsLoaded = this.settings.load(userId);
      this.#dispatch({ type: "connection", state, userId: userId ?? null });
    });
    this.#signaling.onPresence((online) => this.#dispatch({ type: "presence", online }));
  }
}
