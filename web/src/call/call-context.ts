import type { StoreEvent } from "./call-event.ts";
import type { CallClientConfig } from "./call-client-config.ts";
import type { CallControl } from "./call-control.ts";
import type { CallEnvironment } from "./call-environment.ts";
import type { Snapshot } from "./state.ts";
import type { Lifetime } from "../lifetime.ts";
import type { Devices } from "../media/devices.ts";
import type { SettingsStore } from "../media/settings.ts";
import type { Speaker } from "../media/speaker.ts";
import type { TurnApi } from "../peer/turn.ts";
import type { SignalingClient } from "../signaling/signaling.ts";

/** What all calls of one client share. */
export interface CallContext {
  readonly config: CallClientConfig;
  readonly environment: CallEnvironment;
  /** That of the client. */
  readonly lifetime: Lifetime;
  readonly signaling: SignalingClient;
  readonly turnApi: TurnApi;
  readonly devices: Devices;
  readonly settings: SettingsStore;
  /** Settles once the settings are those of the user. */
  readonly settingsLoaded: () => Promise<void>;
  readonly speaker: Speaker;
  readonly getSnapshot: () => Snapshot;
  /** Something has happened; everything that follows from it is done at once. */
  readonly dispatch: (event: StoreEvent) => void;
  /** Puts all other calls on hold. */
  readonly activate: (active: CallControl) => void;
}
