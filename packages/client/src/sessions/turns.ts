const last = new Map<string, Promise<unknown>>();

/** Runs works of the same name in this process one after another. */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(name) ?? Promise.resolve()).then(work);
  const ended = turn.catch(() => undefined);
  last.set(name, ended);
  try {
    return await turn;
  } finally {
    if (last.get(name) === ended) last.delete(name);
  }
}
