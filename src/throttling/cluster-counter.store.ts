import type { Cluster } from 'ioredis';
import type { Clock } from '../common/clock.js';
import type { Count, Counter, CounterStore, GiveBack, Taken } from './counter.store.js';
import { RedisCounterStore } from './redis-counter.store.js';

/** A request of `take` on its way through its counters. */
interface Pending {
  counters: Counter[];
  /** Of the counters that it has raised; if it was refused, the last one is that which refused. */
  counts: Count[];
  refused: boolean;
  failure?: unknown;
}

const NOTHING: Count = { points: 0, remainingMs: 0 };

/**
 * Counters in a Redis Cluster, where a script can use only keys of one slot, so each counter stands by itself. The first
 * counters of all requests are raised in one round trip, with one call for each key, then the second ones, and so on: only
 * what passed a counter reaches the next one, so a burst is admitted as exactly as by one script. A request that is refused
 * gives back what it raised. Until then counters are too high, never too low.
 */
export class ClusterCounterStore implements CounterStore {
  private readonly store: RedisCounterStore;

  constructor(
    cluster: Cluster,
    private readonly clock: Clock,
  ) {
    this.store = new RedisCounterStore(cluster, clock);
  }

  async take(requests: Counter[][]): Promise<Taken[]> {
    const pending: Pending[] = requests.map((counters) => ({ counters, counts: [], refused: false }));
    for (;;) {
      const open = pending.filter(({ counters, counts, refused, failure }) => {
        return !refused && failure === undefined && counts.length < counters.length;
      });
      if (open.length === 0) break;
      await this.raiseNext(open);
    }
    await this.undo(pending.filter(({ refused, failure }) => refused || failure !== undefined));
    return pending.map(({ counts, refused, failure }) => {
      if (failure !== undefined) return { ok: false, counts: [], failure };
      return { ok: !refused, counts };
    });
  }

  async giveBack(counters: GiveBack[]): Promise<void> {
    await this.byKey(counters, (group) => this.store.giveBack(group).then(() => group));
  }

  read(keys: string[]): Promise<Count[]> {
    return this.byKey(
      keys.map((key) => ({ key })),
      (group) => this.store.read(group.map(({ key }) => key)),
    );
  }

  async clear(keys: string[]): Promise<void> {
    const items = keys.map((key) => ({ key }));
    await this.byKey(items, (group) => this.store.clear(group.map(({ key }) => key)).then(() => group));
  }

  /** Raises the next counter of each request. */
  private async raiseNext(open: Pending[]): Promise<void> {
    const steps = open.map((request) => ({ request, counter: request.counters[request.counts.length]! }));
    const results = await this.byKey(
      steps.map(({ request, counter }) => ({ request, counter, key: counter.key })),
      async (group): Promise<Partial<Taken>[]> => {
        try {
          return await this.store.take(group.map(({ counter }) => [counter]));
        } catch (failure) {
          return group.map(() => ({ failure }));
        }
      },
    );
    for (const [i, { ok, counts, failure }] of results.entries()) {
      const { request } = steps[i]!;
      if (failure !== undefined) request.failure = failure;
      else request.counts.push(counts![0]!);
      request.refused = ok === false;
    }
  }

  /** Gives back what refused requests have raised, and reads their other counters. */
  private async undo(requests: Pending[]): Promise<void> {
    const now = this.clock.now();
    const raised = requests.flatMap(({ counters, counts, refused }) =>
      counts
        .slice(0, refused ? -1 : undefined)
        .map(({ remainingMs }, i) => ({ key: counters[i]!.key, latestEnd: now + remainingMs })),
    );
    // A count that cannot be given back ends with its window.
    if (raised.length > 0) await this.giveBack(raised).catch(() => undefined);
    const refused = requests.filter(({ counters, failure }) => failure === undefined && counters.length > 1);
    if (refused.length === 0) return;
    try {
      const counts = (await this.read(refused.flatMap(({ counters }) => counters.map(({ key }) => key)))).values();
      for (const request of refused) {
        const refusing = request.counts.length - 1;
        const refusal = request.counts[refusing]!;
        const read = request.counters.map(() => counts.next().value ?? NOTHING);
        // The counter that refused may have been given back meanwhile.
        request.counts = read.map((count, i) => (i === refusing ? refusal : count));
      }
    } catch (failure) {
      for (const request of refused) request.failure = failure;
    }
  }

  /** Runs one call for each key, all at the same time, over one connection to each node. Results are in the order of `items`. */
  private async byKey<Item extends { key: string }, Result>(
    items: Item[],
    run: (group: Item[]) => Promise<Result[]>,
  ): Promise<Result[]> {
    const groups = new Map<string, number[]>();
    for (const [i, { key }] of items.entries()) groups.set(key, [...(groups.get(key) ?? []), i]);
    const results: Result[] = [];
    await Promise.all(
      [...groups.values()].map(async (positions) => {
        const group = await run(positions.map((i) => items[i]!));
        for (const [n, i] of positions.entries()) results[i] = group[n]!;
      }),
    );
    return results;
  }
}
