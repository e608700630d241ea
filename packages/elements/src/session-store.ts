/** What outlives a reload of the page, in this tab alone. A browser that has no storage for the page forgets it. */
export class SessionStore<T extends object> {
  constructor(private readonly key: string) {}

  read(): Partial<T> {
    try {
      return (JSON.parse(sessionStorage.getItem(this.key) ?? '{}') ?? {}) as Partial<T>;
    } catch {
      return {};
    }
  }

  /** Members that are undefined are removed. */
  patch(changes: Partial<T>): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ ...this.read(), ...changes }));
    } catch {
      // Storage is full or forbidden.
    }
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Storage is forbidden.
    }
  }
}
