/**
 * The address of the WebSocket, from a ws(s), http(s) or relative URL. Throws a SecurityError for an unencrypted
 * connection that leaves this machine, unless `allowInsecure`: the token and the call's keys would travel in the clear.
 */
export function socketUrl(url: string, allowInsecure: boolean): string {
  const address = new URL(url, globalThis.location?.href);
  address.protocol = address.protocol.replace(/^http/, "ws");
  if (address.protocol === "ws:" && !allowInsecure && !isLoopback(address.hostname)) {
    throw new DOMException("Use wss://, or allowInsecure to test.", "SecurityError");
  }
  return address.href;
}

/** Source: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost$/.test(hostname) || /^127(\.\d+){3}$/.test(hostname) || hostname === "[::1]";
}
