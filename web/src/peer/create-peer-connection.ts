import { tell } from "../application.ts";
import { DEFAULT_FALLBACK_STUN, iceServers } from "./ice-servers.ts";
import { PeerConnectionManager } from "./peer.ts";
import { browserEnvironment, type PeerConnectionConfig, type PeerEnvironment } from "./peer-config.ts";
import { PeerError } from "./peer-errors.ts";
import { TurnUnavailableError, type TurnApi } from "./turn.ts";

/** What `createPeerConnection` makes a connection from. */
export interface CreatePeerConnectionConfig extends PeerConnectionConfig {
  /** Where TURN credentials come from, for the first connection and before every ICE restart. */
  readonly turnApi: TurnApi;
  /** A STUN server to ask besides those of the credentials, or "off". Google's by default. */
  readonly fallbackStun?: string;
}

/**
 * Fetches TURN credentials and makes a connection with them, initialised. Without credentials it goes on with STUN
 * alone, and tells `onError` so (`turn_unavailable`, with the reason).
 */
export async function createPeerConnection(
  config: CreatePeerConnectionConfig,
  environment: PeerEnvironment = browserEnvironment,
): Promise<PeerConnectionManager> {
  const { turnApi, fallbackStun = DEFAULT_FALLBACK_STUN } = config;
  const refreshIceServers = async (): Promise<RTCIceServer[]> =>
    iceServers(await turnApi.getCredentials(), fallbackStun);
  const first = await refreshIceServers().catch((cause: unknown) => {
    tell(config.onError, turnUnavailable(cause));
    return iceServers(undefined, fallbackStun);
  });
  const manager = new PeerConnectionManager({ refreshIceServers, ...config }, environment);
  manager.initialize(first);
  return manager;
}

function turnUnavailable(cause: unknown): PeerError {
  const reason = cause instanceof TurnUnavailableError ? { reason: cause.reason } : {};
  return new PeerError("turn_unavailable", { cause, ...reason });
}
