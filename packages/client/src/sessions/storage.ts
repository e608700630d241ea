import type { Session, SessionStorage } from './session.js';

/** Forgets the session when the page or process ends. */
export function memoryStorage(): SessionStorage {
  let session: Session | undefined;
  return { get: () => session, set: (next) => (session = next) };
}

/** What `localStorage`, and `AsyncStorage` and secure stores of React Native, have in common. */
export interface TextStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, text: string): unknown;
  removeItem(key: string): unknown;
}

/** Keeps the session as JSON under `key`. */
export function textStorage(storage: TextStorage, key = 'ramz.session'): SessionStorage {
  return {
    get: async () => parse(await storage.getItem(key)),
    set: (session) => (session ? storage.setItem(key, JSON.stringify(session)) : storage.removeItem(key)),
  };
}

function parse(text: string | null): Session | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as Session);
  } catch {
    return undefined;
  }
}
