import { delay } from '../http/abort.js';
import { randomId } from '../random-id.js';
import { SETTLE_MS } from './settle.js';

/** How long a tab that was closed keeps the others waiting. */
const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
const POLL_MS = 50;

interface Lease {
  owner: string;
  /** Unix time in milliseconds. */
  until: number;
}

/** Runs works of the same name in all tabs one after another, on pages that have no Web Locks. */
export async function inLease<T>(storage: Storage, name: string, work: () => Promise<T>): Promise<T> {
  const key = `${name}.lease`;
  const owner = randomId();
  const write = () => storage.setItem(key, JSON.stringify({ owner, until: Date.now() + LEASE_MS } satisfies Lease));
  const isMine = () => read(storage, key)?.owner === owner;

  for (;;) {
    if ((read(storage, key)?.until ?? 0) > Date.now()) {
      await delay(POLL_MS);
      continue;
    }
    write();
    // Storage has no compare-and-set: of several tabs that write at once, the last one has the lease.
    await delay(SETTLE_MS);
    if (isMine()) break;
  }
  const renewal = setInterval(() => isMine() && write(), RENEW_MS);
  const result = work();
  const free = async () => {
    await delay(SETTLE_MS);
    clearInterval(renewal);
    if (isMine()) storage.removeItem(key);
  };
  void result.then(free, free);
  return result;
}

function read(storage: Storage, key: string): Lease | undefined {
  try {
    return JSON.parse(storage.getItem(key) ?? '') as Lease;
  } catch {
    return undefined;
  }
}
