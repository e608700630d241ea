import { DeadlineError, withDeadline } from './deadline.js';

describe('withDeadline', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const never = new Promise<never>(() => undefined);

  it('returns an answer that comes in time, and leaves no timer behind', async () => {
    await expect(withDeadline(Promise.resolve('answer'), 2000, 'queue')).resolves.toBe('answer');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('throws the error of work that fails in time, and leaves no timer behind', async () => {
    await expect(withDeadline(Promise.reject(new Error('refused')), 2000, 'queue')).rejects.toThrow('refused');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('throws a DeadlineError that names the source once the time is over, and not before', async () => {
    const outcome = jest.fn();
    void withDeadline(never, 2000, 'queue').catch(outcome);
    await jest.advanceTimersByTimeAsync(1999);
    expect(outcome).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(outcome).toHaveBeenCalledWith(new DeadlineError('queue', 2000));
    expect(new DeadlineError('queue', 2000).message).toBe('queue did not answer within 2000 ms');
  });

  it('ignores work that fails after the deadline', async () => {
    const outcome = jest.fn();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    void withDeadline(work, 2000, 'queue').catch(outcome);
    await jest.advanceTimersByTimeAsync(2000);
    // An unhandled rejection would fail the test.
    fail(new Error('too late'));
    await jest.advanceTimersByTimeAsync(0);
    expect(outcome.mock.calls).toEqual([[expect.any(DeadlineError)]]);
  });
});
