import { Batcher } from '../common/batcher.js';
import type { Count, Counter, CounterStore, GiveBack, Taken } from './counter.store.js';

/** Requests that wait for a store at the same time share a round trip. */
export class CounterBatches {
  readonly takes: Batcher<Counter[], Taken>;
  readonly gifts: Batcher<GiveBack[], void>;
  readonly reads: Batcher<string[], Count[]>;
  readonly clears: Batcher<string[], void>;

  constructor(store: CounterStore) {
    this.takes = new Batcher({ run: (requests) => store.take(requests) });
    this.gifts = new Batcher({ run: (lists) => together(lists, (counters) => store.giveBack(counters)) });
    this.clears = new Batcher({ run: (lists) => together(lists, (keys) => store.clear(keys)) });
    this.reads = new Batcher({
      run: async (lists) => {
        const counts = (await store.read(lists.flat())).values();
        return lists.map((keys) => keys.map(() => counts.next().value!));
      },
    });
  }
}

async function together<T>(lists: T[][], run: (items: T[]) => Promise<void>): Promise<void[]> {
  await run(lists.flat());
  return lists.map(() => undefined);
}
