import type { Problem } from './http/problem.js';
import { randomId } from './random-id.js';

/** How long the key stays in use after the answer, so that a double click is one text. */
const DOUBLE_CLICK_MS = 2_000;
/** Ramz keeps answers for ten minutes. */
const KEPT_MS = 10 * 60_000;

/** Gives an ask the key of the same ask before it, as long as that one may not have been answered. */
export class IdempotencyKeys {
  private readonly entries = new Map<string, { key: string; until: number }>();

  keyFor(body: object): string {
    const now = Date.now();
    for (const [text, { until }] of this.entries) if (until <= now) this.entries.delete(text);
    const text = JSON.stringify(body);
    const entry = this.entries.get(text) ?? { key: randomId(), until: now + KEPT_MS };
    this.entries.set(text, entry);
    return entry.key;
  }

  /** Keeps the key if the ask may have been carried out without an answer: repeating it then sends nothing more. */
  settle(body: object, problem: Problem | undefined): void {
    if (problem && (problem.status === 0 || problem.status >= 500 || problem.code === 'idempotency_in_progress'))
      return;
    const text = JSON.stringify(body);
    const entry = this.entries.get(text);
    if (problem) this.entries.delete(text);
    else if (entry) entry.until = Date.now() + DOUBLE_CLICK_MS;
  }
}
