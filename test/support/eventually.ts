import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 15;

/** Looks until `look` no longer throws and gives what it returned; at the bound it throws what `look` threw last. */
export async function eventually<T>(look: () => T | Promise<T>, timeoutMs = 20_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await delay(POLL_MS);
  }
}
