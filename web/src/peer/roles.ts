/** The two ends of a call. Device ids matter only when a user calls another of their own devices. */
export interface Roles {
  readonly localUserId: string;
  readonly remoteUserId: string;
  readonly localDeviceId?: string;
  readonly remoteDeviceId?: string;
}

/** Whether the local side is the polite one: the lower user id is, or the lower device id of the same user. */
export function isPolite({ localUserId, remoteUserId, localDeviceId = "", remoteDeviceId = "" }: Roles): boolean {
  const order = compareCodePoints(localUserId, remoteUserId) || compareCodePoints(localDeviceId, remoteDeviceId);
  return order < 0;
}

/**
 * Negative when `a` comes first by Unicode code point, as Python compares. JavaScript's `<` compares UTF-16 units, and
 * so puts U+1F600 (D83D DE00) before U+FF5E.
 */
function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, codePoint);
  const right = Array.from(b, codePoint);
  const differs = left.findIndex((point, index) => point !== right[index]);
  if (differs === -1) return left.length - right.length;
  return (left[differs] ?? -1) - (right[differs] ?? -1);
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? -1;
}
