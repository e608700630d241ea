/** A counter that a request raises. Its key is that of `counterKey`. */
export interface Counter {
  key: string;
  limit: number;
  windowMs: number;
}

/** What a counter holds; 0 and 0 if no window has begun. */
export interface Count {
  points: number;
  /** Until the window ends. */
  remainingMs: number;
}

/** `counts`: one for each counter, including the request only if it `ok`. */
export interface Taken {
  ok: boolean;
  counts: Count[];
  /** Why this request could not be counted, although others were: the part of the store with its counters is unavailable. */
  failure?: unknown;
}

export interface GiveBack {
  key: string;
  /** Unix time in milliseconds; a window that ends later is a newer one, and is not changed. */
  latestEnd: number;
}

/** A store of counters that all processes share. Each method does the work of many requests in one round trip. */
export interface CounterStore {
  /** Counts requests, each against all of its counters or none, in their order. */
  take(requests: Counter[][]): Promise<Taken[]>;
  /** Takes 1 from counters that are above 0 and whose window has not ended. */
  giveBack(counters: GiveBack[]): Promise<void>;
  read(keys: string[]): Promise<Count[]>;
  /** Ends windows. */
  clear(keys: string[]): Promise<void>;
}
