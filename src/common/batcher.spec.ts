import fc from 'fast-check';
import { Batcher, SLOW_AFTER_MS } from './batcher.js';
import { DeadlineError } from './deadline.js';

interface Item {
  id: number;
  key: string;
  isFaulty: boolean;
}

/** A batch that has left. The test decides when it returns. */
interface Batch {
  items: Item[];
  end: (error?: Error) => void;
}

/** A batcher whose batches return when the test says so, each item with ten times its id. */
class Bench {
  /** Batches under way. */
  readonly open: Batch[] = [];
  readonly all: Item[][] = [];
  /** When each of them left. */
  readonly leftAt: number[] = [];
  readonly batcher: Batcher<Item, number>;

  constructor(options: { maxSize?: number; maxInFlight?: number } = {}, isKeyed = true) {
    const run = (items: Item[]) => this.run(items);
    this.batcher = new Batcher({ run, ...options, ...(isKeyed && { keyOf: ({ key }: Item) => key }) });
  }

  /** Adds an item and waits until it has left. Its result is still open. */
  async leave(id: number, key?: string): Promise<{ result: Promise<number> }> {
    const result = this.batcher.add(item(id, key));
    await settled();
    return { result };
  }

  /** Lets time pass, and waits until the batches that may then leave have left. */
  async wait(ms: number): Promise<void> {
    jest.advanceTimersByTime(ms);
    await settled();
  }

  /** Lets the batch at `index` return, and waits until the next one has left. */
  async end(index = 0, error?: Error): Promise<void> {
    const [batch] = this.open.splice(index % this.open.length, 1);
    batch!.end(error);
    await settled();
  }

  async endAll(): Promise<void> {
    while (this.open.length > 0) await this.end();
  }

  private run(items: Item[]): Promise<number[]> {
    this.all.push(items);
    this.leftAt.push(Date.now());
    return new Promise((resolve, reject) => {
      const faulty = items.find(({ isFaulty }) => isFaulty);
      const end = (error?: Error) => {
        if (error) reject(error);
        else if (faulty) reject(new Error(`fault of ${faulty.id}`));
        else resolve(items.map(({ id }) => id * 10));
      };
      this.open.push({ items, end });
    });
  }
}

function item(id: number, key = `key ${id}`, isFaulty = false): Item {
  return { id, key, isFaulty };
}

/** Waits until every promise that can settle has settled, and the batches that may leave have left. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((done) => setImmediate(done));
}

const idsOf = (batches: Item[][]) => batches.map((items) => items.map(({ id }) => id));

describe('Batcher', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  it('items that are added while the same event is handled leave together, and wait for no other event', async () => {
    const bench = new Bench();
    void bench.batcher.add(item(1));
    void Promise.resolve().then(() => bench.batcher.add(item(2)));
    await settled();
    expect(idsOf(bench.all)).toEqual([[1, 2]]);
  });

  it('items gather while a batch is under way, and leave together when it returns', async () => {
    const bench = new Bench();
    const { result: first } = await bench.leave(1);
    const results = [first, ...[2, 3, 4, 5].map((id) => bench.batcher.add(item(id)))];
    await settled();
    expect(idsOf(bench.all)).toEqual([[1]]);
    await bench.end();
    expect(idsOf(bench.all)).toEqual([[1], [2, 3, 4, 5]]);
    await bench.endAll();
    await expect(Promise.all(results)).resolves.toEqual([10, 20, 30, 40, 50]);
  });

  it('a slow batch does not hold up the next one, but a third one waits', async () => {
    const bench = new Bench();
    await bench.leave(1);
    for (const id of [2, 3]) void bench.batcher.add(item(id));
    await bench.wait(SLOW_AFTER_MS - 1);
    expect(idsOf(bench.all)).toEqual([[1]]);
    await bench.wait(1);
    expect(idsOf(bench.all)).toEqual([[1], [2, 3]]);
    void bench.batcher.add(item(4));
    await bench.wait(SLOW_AFTER_MS);
    expect(idsOf(bench.all)).toEqual([[1], [2, 3]]);
  });

  it('a batch that returns leaves no timer behind', async () => {
    const bench = new Bench();
    await bench.leave(1);
    await bench.end();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('two items with the same key run one after the other, in the order in which they came', async () => {
    const bench = new Bench();
    await bench.leave(1, 'a');
    for (const [id, key] of [
      [2, 'b'],
      [3, 'a'],
      [4, 'c'],
      [5, 'a'],
    ] as const)
      void bench.batcher.add(item(id, key));
    await bench.wait(SLOW_AFTER_MS);
    expect(idsOf(bench.all)).toEqual([[1], [2, 4]]);
    await bench.end(0);
    await bench.wait(SLOW_AFTER_MS);
    expect(idsOf(bench.all)).toEqual([[1], [2, 4], [3]]);
    await bench.end(0);
    await bench.wait(SLOW_AFTER_MS);
    expect(idsOf(bench.all)).toEqual([[1], [2, 4], [3]]);
    await bench.end(0);
    expect(idsOf(bench.all).at(-1)).toEqual([5]);
  });

  it('the items of a failed batch run one by one, and only the faulty ones fail', async () => {
    const bench = new Bench({ maxInFlight: 1 });
    const { result: first } = await bench.leave(0);
    const others = [item(1), item(2, 'x', true), item(3)].map((each) => bench.batcher.add(each));
    const outcomes = Promise.allSettled([first, ...others]);
    await bench.endAll();
    expect(idsOf(bench.all)).toEqual([[0], [1, 3, 2], [1], [3], [2]]);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('a batch is not repeated when the store is unavailable, because it may have been committed', async () => {
    const bench = new Bench({ maxInFlight: 1 });
    const { result: first } = await bench.leave(0);
    const outcomes = Promise.allSettled([first, ...[1, 2].map((id) => bench.batcher.add(item(id)))]);
    await bench.end();
    await bench.end(0, Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(idsOf(bench.all)).toEqual([[0], [1, 2]]);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('an item that has not left by its deadline fails, and is not run', async () => {
    const bench = new Bench({ maxInFlight: 1 });
    await bench.leave(1);
    const late = bench.batcher.addWithin(item(2), 2000, 'rate limit store').catch((error: unknown) => error);
    await bench.wait(2000);
    expect(await late).toEqual(new DeadlineError('rate limit store', 2000));
    await bench.endAll();
    expect(idsOf(bench.all)).toEqual([[1]]);
  });

  it('an item is not run after its deadline, although a long event has kept its timer from firing', async () => {
    const bench = new Bench();
    const late = bench.batcher.addWithin(item(1), 2000, 'rate limit store').catch((error: unknown) => error);
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 2001);
    await settled();
    expect(idsOf(bench.all)).toEqual([]);
    clock.mockRestore();
    await bench.wait(2000);
    expect(await late).toBeInstanceOf(DeadlineError);
  });

  it('an item whose batch has not returned by its deadline fails', async () => {
    const bench = new Bench();
    const late = bench.batcher.addWithin(item(1), 2000, 'rate limit store').catch((error: unknown) => error);
    await settled();
    await bench.wait(2000);
    expect(await late).toEqual(new DeadlineError('rate limit store', 2000));
    await bench.endAll();
    expect(idsOf(bench.all)).toEqual([[1]]);
  });

  it('an item whose deadline passes while the batch that failed with it is repeated is not run again', async () => {
    const bench = new Bench({ maxInFlight: 1 });
    await bench.leave(1);
    const faulty = bench.batcher.add(item(2, 'a', true));
    const late = bench.batcher.addWithin(item(3, 'b'), 2000, 'rate limit store');
    const outcomes = Promise.allSettled([faulty, late]);
    await bench.end();
    await bench.end();
    await bench.wait(2000);
    await bench.endAll();
    expect(idsOf(bench.all)).toEqual([[1], [2, 3], [2]]);
    const tooLate = new DeadlineError('rate limit store', 2000);
    expect(await outcomes).toMatchObject([{ reason: new Error('fault of 2') }, { reason: tooLate }]);
  });

  it('an item that returns before its deadline leaves no timer behind', async () => {
    const bench = new Bench();
    const result = bench.batcher.addWithin(item(1), 2000, 'rate limit store');
    await settled();
    await bench.end();
    await expect(result).resolves.toBe(10);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('every item gets its own result once, whatever the order, the keys, the faults and the returns are', async () => {
    const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const deadlines = fc.constantFrom(SLOW_AFTER_MS, 3 * SLOW_AFTER_MS, undefined);
    const steps = fc.array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({ key: keys, isFaulty: fc.boolean(), deadlineMs: deadlines, leaves: fc.boolean() }),
        },
        { weight: 1, arbitrary: fc.nat({ max: 4 }) },
        { weight: 1, arbitrary: fc.constant('wait' as const) },
      ),
      { maxLength: 60 },
    );
    const limits = fc.record({ maxSize: fc.integer({ min: 1, max: 5 }), maxInFlight: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(steps, limits, fc.boolean(), async (taken, options, isKeyed) => {
        const bench = new Bench(options, isKeyed);
        const added: { item: Item; deadlineAt: number; outcome: Promise<unknown> }[] = [];
        let mostOpen = 0;
        let sharedKeys = 0;
        for (const step of taken) {
          if (step === 'wait') {
            await bench.wait(SLOW_AFTER_MS);
            mostOpen = Math.max(mostOpen, bench.open.length);
            continue;
          }
          if (typeof step === 'number') {
            if (bench.open.length > 0) await bench.end(step);
            continue;
          }
          const next = item(added.length, step.key, step.isFaulty);
          const { deadlineMs } = step;
          const result =
            deadlineMs === undefined
              ? bench.batcher.add(next)
              : bench.batcher.addWithin(next, deadlineMs, 'a store that is asked');
          const outcome = result.catch((error: unknown) => error);
          added.push({ item: next, deadlineAt: Date.now() + (deadlineMs ?? Infinity), outcome });
          if (step.leaves) await settled();
          mostOpen = Math.max(mostOpen, bench.open.length);
          const running = bench.open.flatMap(({ items }) => items.map(({ key }) => key));
          sharedKeys += running.length - new Set(running).size;
        }
        await settled();
        await bench.endAll();
        expect(mostOpen).toBeLessThanOrEqual(options.maxInFlight);
        expect(bench.all.every(({ length }) => length <= options.maxSize)).toBe(true);
        const outcomes = await Promise.all(added.map(({ outcome }) => outcome));
        const isLate = (i: number) => outcomes[i] instanceof DeadlineError;
        const expected = added.map(({ item: each }, i) =>
          isLate(i) ? outcomes[i] : each.isFaulty ? new Error(`fault of ${each.id}`) : each.id * 10,
        );
        expect(outcomes).toEqual(expected);
        expect(added.every(({ deadlineAt }, i) => !isLate(i) || deadlineAt <= Date.now())).toBe(true);
        const leftLate = added.filter(({ item: each, deadlineAt }) =>
          bench.all.some((items, i) => items.includes(each) && bench.leftAt[i]! >= deadlineAt),
        );
        expect(leftLate).toEqual([]);
        const neverRun = added.filter(({ item: each }) => !bench.all.some((items) => items.includes(each)));
        expect(neverRun.every((each) => isLate(added.indexOf(each)))).toBe(true);
        const run = added.filter((each) => !neverRun.includes(each)).map(({ item: each }) => each);
        if (!isKeyed) return;
        const inOrder = (numbers: number[]) => numbers.every((number, i) => i === 0 || numbers[i - 1]! <= number);
        const firstBatch = (each: Item) => bench.all.findIndex((items) => items.includes(each));
        const keptOrder = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) =>
          inOrder(run.filter((each) => each.key === key).map(firstBatch)),
        );
        const sorted = bench.all.map((items) => inOrder(items.map(({ key }) => key.charCodeAt(0))));
        expect({ sharedKeys, keptOrder: keptOrder.every(Boolean), sorted: sorted.every(Boolean) }).toEqual({
          sharedKeys: 0,
          keptOrder: true,
          sorted: true,
        });
      }),
    );
  });
});
