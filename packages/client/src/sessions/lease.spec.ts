import { inLease } from './lease.js';

/** `localStorage` as two tabs see it. */
function sharedStorage(): Storage {
  const entries = new Map<string, string>();
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, text: string) => entries.set(key, text),
    removeItem: (key: string) => entries.delete(key),
  } as unknown as Storage;
}

describe('inLease', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs the works of several tabs one after another', async () => {
    const storage = sharedStorage();
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 200));
      return running--;
    };
    const works = [1, 2, 3, 4].map(() => inLease(storage, 'ramz', work));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await Promise.all(works)).toEqual([1, 1, 1, 1]);
    expect(most).toBe(1);
  });

  it('keeps the lease for as long as the work takes', async () => {
    const storage = sharedStorage();
    const ends: string[] = [];
    const work = (name: string, ms: number) => () =>
      new Promise<void>((done) => setTimeout(() => done(void ends.push(name)), ms));
    const works = [inLease(storage, 'ramz', work('long', 40_000))];
    await jest.advanceTimersByTimeAsync(1_000);
    works.push(inLease(storage, 'ramz', work('short', 1)));
    await jest.advanceTimersByTimeAsync(45_000);
    await Promise.all(works);
    expect(ends).toEqual(['long', 'short']);
  });

  it('takes over the lease of a tab that was closed after ten seconds', async () => {
    const storage = sharedStorage();
    storage.setItem('ramz.lease', JSON.stringify({ owner: 'closed', until: Date.now() + 10_000 }));
    const taken = inLease(storage, 'ramz', async () => 'taken');
    await jest.advanceTimersByTimeAsync(11_000);
    await expect(taken).resolves.toBe('taken');
  });

  it('frees the lease when the work fails', async () => {
    const storage = sharedStorage();
    const failed = inLease(storage, 'ramz', () => Promise.reject(new Error('offline'))).catch(String);
    await jest.advanceTimersByTimeAsync(1_000);
    await expect(failed).resolves.toBe('Error: offline');
    expect(storage.getItem('ramz.lease')).toBeNull();
  });
});
