import { BucketStore, figuresOf, type BucketFigures, type CountedAsk, type Observation } from './bucket.store.js';
import { DAY_SECONDS, FORTNIGHT_SECONDS, HOUR_SECONDS, leakage } from './leak.js';

interface Bucket extends BucketFigures {
  at: number;
}

interface Ask {
  id: string;
  recipientKey: string;
  addressKey: string;
  country?: string;
  shares: { key: string; weight: number }[];
  at: number;
}

const DAY_MS = DAY_SECONDS * 1000;
/** Codes that are verified later drain nothing: their levels have leaked. */
export const DRAINED_FOR_MS = 2 * DAY_MS;

/** The same counts as `BucketRepository` in memory, for simulations and replays. */
export class MemoryBucketStore extends BucketStore {
  private readonly buckets = new Map<string, Bucket>();
  /** Counted requests without a verified code. */
  private readonly byRecipient = new Map<string, Ask[]>();
  private readonly byAddress = new Map<string, Ask[]>();
  private readonly byId = new Map<string, Ask>();

  // oxlint-disable-next-line typescript/require-await -- the contract is asynchronous
  override async count(counted: CountedAsk): Promise<Observation> {
    return this.countNow(counted);
  }

  countNow(counted: CountedAsk): Observation {
    const { id, recipientKey, addressKey, country } = counted;
    const at = counted.now.getTime();
    const isRepeated = this.recent(this.byRecipient, recipientKey, at).length > 0;
    const shares = counted.buckets.map(({ key, countsNumbers }) => ({
      key,
      weight: countsNumbers && isRepeated ? 0 : 1,
    }));
    const observation: Observation = { buckets: {}, countries: 0 };
    for (const [index, { dimension }] of counted.buckets.entries()) {
      const { key, weight } = shares[index]!;
      observation.buckets[dimension] = figuresOf(this.add(key, at, { hour: weight, day: weight, verified: 0 }));
    }
    const ask: Ask = { id, recipientKey, addressKey, country, shares, at };
    this.byId.set(id, ask);
    push(this.byRecipient, recipientKey, ask);
    push(this.byAddress, addressKey, ask);
    const countries = this.recent(this.byAddress, addressKey, at).map((one) => one.country);
    observation.countries = new Set(countries.filter((one) => one !== undefined)).size;
    return observation;
  }

  // oxlint-disable-next-line typescript/require-await -- the contract is asynchronous
  override async withdraw(askId: string, now: Date): Promise<void> {
    this.withdrawNow(askId, now);
  }

  withdrawNow(askId: string, now: Date): void {
    const ask = this.byId.get(askId);
    if (ask) this.remove([ask], now.getTime(), 0);
  }

  // oxlint-disable-next-line typescript/require-await -- the contract is asynchronous
  override async drain(recipientKey: string, now: Date): Promise<void> {
    this.drainNow(recipientKey, now);
  }

  drainNow(recipientKey: string, now: Date): void {
    const at = now.getTime();
    const asks = (this.byRecipient.get(recipientKey) ?? []).filter((ask) => at - ask.at < DRAINED_FOR_MS);
    this.remove(asks, at, 1);
  }

  /** The levels by key, for status reports. */
  levels(): ReadonlyMap<string, Readonly<BucketFigures>> {
    return this.buckets;
  }

  private remove(asks: Ask[], at: number, verified: number): void {
    const changes = new Map<string, { hour: number; day: number; verified: number }>();
    for (const ask of asks) {
      this.byId.delete(ask.id);
      drop(this.byRecipient, ask.recipientKey, ask);
      drop(this.byAddress, ask.addressKey, ask);
      for (const { key, weight } of ask.shares) {
        const change = changes.get(key) ?? { hour: 0, day: 0, verified };
        change.hour -= weight * leakage(at - ask.at, HOUR_SECONDS);
        change.day -= weight * leakage(at - ask.at, DAY_SECONDS);
        changes.set(key, change);
      }
    }
    for (const [key, change] of changes) this.add(key, at, change);
  }

  private add(key: string, at: number, change: { hour: number; day: number; verified: number }): Bucket {
    const before = this.buckets.get(key) ?? emptyBucket(at);
    const elapsed = at - before.at;
    const [hour, day, fortnight] = [HOUR_SECONDS, DAY_SECONDS, FORTNIGHT_SECONDS].map((window) =>
      leakage(elapsed, window),
    );
    const after: Bucket = {
      hourLevel: Math.max(0, before.hourLevel * hour! + change.hour),
      dayLevel: Math.max(0, before.dayLevel * day! + change.day),
      verifiedHour: before.verifiedHour * hour! + change.verified,
      verifiedDay: before.verifiedDay * day! + change.verified,
      verifiedFortnight: before.verifiedFortnight * fortnight! + change.verified,
      at: Math.max(at, before.at),
    };
    this.buckets.set(key, after);
    return after;
  }

  private recent(asks: Map<string, Ask[]>, key: string, at: number): Ask[] {
    return (asks.get(key) ?? []).filter((ask) => at - ask.at < DAY_MS);
  }
}

function emptyBucket(at: number): Bucket {
  return { hourLevel: 0, dayLevel: 0, verifiedHour: 0, verifiedDay: 0, verifiedFortnight: 0, at };
}

function push(asks: Map<string, Ask[]>, key: string, ask: Ask): void {
  const present = asks.get(key);
  if (present) present.push(ask);
  else asks.set(key, [ask]);
}

function drop(asks: Map<string, Ask[]>, key: string, ask: Ask): void {
  const left = (asks.get(key) ?? []).filter((one) => one !== ask);
  if (left.length > 0) asks.set(key, left);
  else asks.delete(key);
}
