import type { Clock } from '../common/clock.js';
import type { RedisClient } from '../redis/index.js';
import type { Count, Counter, CounterStore, GiveBack, Taken } from './counter.store.js';
import { defineCounterCommands, type CounterCommands } from './redis-counter.commands.js';

/** Counters in Redis. A key expires with its window. */
export class RedisCounterStore implements CounterStore {
  private readonly commands: CounterCommands;

  constructor(
    redis: RedisClient,
    private readonly clock: Clock,
  ) {
    this.commands = defineCounterCommands(redis);
  }

  async take(requests: Counter[][]): Promise<Taken[]> {
    const keys = requests.flatMap((counters) => counters.map(({ key }) => key));
    const sizesAndRules = requests.flatMap((counters) => [
      counters.length,
      ...counters.flatMap(({ limit, windowMs }) => [limit, windowMs]),
    ]);
    const answer = (await this.commands.ramzTake(keys.length, ...keys, ...sizesAndRules)).values();
    const next = () => answer.next().value ?? 0;
    return requests.map((counters) => ({
      ok: next() === 1,
      counts: counters.map(() => ({ points: next(), remainingMs: Math.max(0, next()) })),
    }));
  }

  async giveBack(counters: GiveBack[]): Promise<void> {
    const now = this.clock.now();
    const keys = counters.map(({ key }) => key);
    await this.commands.ramzGiveBack(keys.length, ...keys, ...counters.map(({ latestEnd }) => latestEnd - now));
  }

  async read(keys: string[]): Promise<Count[]> {
    const answer = await this.commands.ramzRead(keys.length, ...keys);
    return keys.map((_, i) => ({ points: answer[2 * i] ?? 0, remainingMs: Math.max(0, answer[2 * i + 1] ?? 0) }));
  }

  async clear(keys: string[]): Promise<void> {
    await this.commands.ramzClear(keys.length, ...keys);
  }
}
