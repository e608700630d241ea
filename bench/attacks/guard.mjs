// The guard with its own code: buckets, keys and policy. Only the store is in memory.
import { bucketsOf } from '../../dist/fraud/buckets/bucket-keys.js';
import { MemoryBucketStore } from '../../dist/fraud/buckets/memory-bucket.store.js';
import { hardness, judge } from '../../dist/fraud/guard/guard.policy.js';
import { DEFAULT_POLICY } from '../../dist/fraud/policy/default-policy.js';
import { DAY_MS } from './population.mjs';

const HOUR_MS = 3_600_000;
const LEARNT_DAYS = 14;
const inClear = (_kind, text) => text;

export class Guard {
  #store = new MemoryBucketStore();
  #verifiedBefore = new Set();
  #verifiedByHour = new Map();
  #histories = new Map();
  #policy;
  #asks = 0;

  constructor(policy = DEFAULT_POLICY) {
    this.#policy = policy;
  }

  /** What becomes of a request: `sent`, `checked` (sent after a human check) or `refused`, and by which rule. */
  decide({ recipient, country, address, at }) {
    const id = String((this.#asks += 1));
    const now = new Date(at);
    const buckets = bucketsOf({ recipient, country, address }, inClear);
    const observed = this.#store.countNow({ id, recipientKey: recipient, addressKey: address, country, buckets, now });
    const finding = judge(this.#policy, observed, this.#history(country, at));
    if (!finding || finding.action === 'record') return { result: 'sent' };
    const isRefused = hardness(finding.action) > hardness('human_check') && !this.#verifiedBefore.has(recipient);
    if (isRefused) this.#store.withdrawNow(id, now);
    return { result: isRefused ? 'refused' : 'checked', rule: finding.rule };
  }

  enter({ recipient, country, at }) {
    this.#store.drainNow(recipient, new Date(at));
    this.#verifiedBefore.add(recipient);
    const hours = this.#verifiedByHour.get(country) ?? new Map();
    this.#verifiedByHour.set(country, hours);
    const hour = Math.floor(at / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }

  /** The guard reads it once a minute; here it changes once an hour. */
  #history(country, at) {
    const now = Math.floor(at / HOUR_MS);
    const known = this.#histories.get(country);
    if (known?.hour === now) return known.history;
    const history = this.#sumUp(country, now);
    this.#histories.set(country, { hour: now, history });
    return history;
  }

  #sumUp(country, now) {
    const hours = this.#verifiedByHour.get(country);
    if (!hours) return undefined;
    const days = Array.from({ length: LEARNT_DAYS }, (_, day) => {
      let sum = 0;
      for (let hour = now - day * 24 - 23; hour <= now - day * 24; hour += 1) sum += hours.get(hour) ?? 0;
      return sum;
    });
    return { dailyMaximum: Math.max(...days), lastDay: days[0], lastHour: hours.get(now - 1) ?? 0 };
  }
}

export const LEARNING_MS = LEARNT_DAYS * DAY_MS;
