/** The default limits of an address and of a number, with their windows in milliseconds. */
const ADDRESS = [[5, 300_000]];
const NUMBER = [
  [3, 120_000],
  [5, 3_600_000],
  [10, 86_400_000],
];

/** Counts as the limits do: in windows that begin with their first request; a refused one counts nowhere. */
export class PlainLimits {
  #windows = new Map();

  admits({ address, recipient, at }) {
    const limits = [
      ...ADDRESS.map(([most, length]) => this.#window(`${address} ${length}`, most, length, at)),
      ...NUMBER.map(([most, length]) => this.#window(`${recipient} ${length}`, most, length, at)),
    ];
    if (limits.some(({ count, most }) => count >= most)) return false;
    for (const window of limits) window.count += 1;
    return true;
  }

  #window(key, most, length, at) {
    const window = this.#windows.get(key);
    if (window && at < window.end) return window;
    const opened = { count: 0, most, end: at + length };
    this.#windows.set(key, opened);
    return opened;
  }
}
