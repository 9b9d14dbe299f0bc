/**
 * What a tab keeps for the page that comes after a reload. While a page has it, it is not in storage: a duplicated tab, which
 * begins with a copy of the storage, must not find it.
 */
export function keepForReload(key: string, value: string): void {
  storage()?.setItem(key, value);
}

/** Takes out what was kept. */
export function takeAfterReload(key: string): string | null {
  const value = storage()?.getItem(key) ?? null;
  storage()?.removeItem(key);
  return value;
}

/** Browsers that keep no data for a site throw. Source: HTML, the sessionStorage getter. */
function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}
