/** With what the console signs its requests: an admin key, or the session cookies of the browser. */
export type Credentials = { kind: 'key'; key: string } | { kind: 'session' };

const STORED = 'ramz-console';

/** Of this tab: a reload keeps them, another tab and a closed one do not have them. */
export function storedCredentials(): Credentials | undefined {
  const text = sessionStorage.getItem(STORED);
  if (text === null) return undefined;
  return text === '' ? { kind: 'session' } : { kind: 'key', key: text };
}

export function storeCredentials(credentials: Credentials | undefined): void {
  if (!credentials) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, credentials.kind === 'key' ? credentials.key : '');
}
