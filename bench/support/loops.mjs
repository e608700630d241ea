/**
 * Works through the items with so many loops at the same time, each with its own of `connections`. Returns how long all of
 * it took, and each item in milliseconds.
 */
export async function runLoops(connections, items, operation) {
  const latencies = [];
  let next = 0;
  const startedAt = performance.now();
  const loop = async (connection) => {
    while (next < items.length) {
      const item = items[next++];
      const begun = performance.now();
      await operation(connection, item);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(connections.map(loop));
  return { count: items.length, seconds: (performance.now() - startedAt) / 1000, latencies };
}
