import { inLease } from './lease.js';
import { SETTLE_MS } from './settle.js';
import { delay } from '../http/abort.js';
import { inTurn } from './turns.js';

/** Runs `work` while no other client of the session runs any, in any tab. */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Uses Web Locks, or a lease in `localStorage` on pages without them, or else a queue in this process. */
export function defaultLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { locks } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  if (locks) return inLock(locks, name, work);
  const storage = pageStorage();
  return inTurn(name, storage ? () => inLease(storage, name, work) : work);
}

/** Keeps the lock a little longer than the work takes, without keeping its caller waiting. */
function inLock<T>(locks: LockManager, name: string, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const holding = locks.request(name, async () => {
      await work().then(resolve, reject);
      await delay(SETTLE_MS);
    });
    holding.catch(reject);
  });
}

/** Reading `localStorage` throws where the user has blocked it. */
function pageStorage(): Storage | undefined {
  try {
    return typeof document === 'undefined' ? undefined : globalThis.localStorage;
  } catch {
    return undefined;
  }
}
