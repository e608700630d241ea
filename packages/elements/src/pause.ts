/** Waits for the time, or for one of the events if that comes first. Rejects if the signal is aborted. */
export function pause(ms: number, signal: AbortSignal, wakers: readonly [EventTarget, string][] = []): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      end.abort();
      settle();
    };
    const timer = Number.isFinite(ms) ? setTimeout(() => finish(resolve), ms) : undefined;
    if (signal.aborted) return finish(() => reject(signal.reason));
    signal.addEventListener('abort', () => finish(() => reject(signal.reason)), { signal: end.signal });
    for (const [target, name] of wakers) {
      target.addEventListener(name, () => finish(resolve), { signal: end.signal });
    }
  });
}
