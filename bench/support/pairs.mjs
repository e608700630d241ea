import { cpuOf, peakMemoryOf } from './usage.mjs';
import { median, quantile, round } from './statistics.mjs';

/**
 * Measures the sides of a row in turn, in another order each time, after one round that is not counted.
 * @param afterFirst runs after that round
 * @returns for each side its median figures, and the ratio of the first side to each other one
 */
export async function measurePairs({ sides }, { pairs, storePids, afterFirst }) {
  const rounds = sides.map(() => []);
  for (let pair = 0; pair <= pairs; pair += 1) {
    const order = sides.map((_, index) => index);
    for (const index of pair % 2 ? order : order.reverse()) {
      const figures = await measure(sides[index], storePids);
      if (pair > 0 || pairs === 0) rounds[index].push(figures);
    }
    if (pair === 0) await afterFirst();
  }
  return sides.map((side, index) => ({
    name: side.name,
    ...medians(rounds[index]),
    memory: peakMemoryOf(side.pids),
    connections: mostConnections(rounds[index]),
    ...(index > 0 && ratios(rounds[0], rounds[index])),
  }));
}

async function measure(side, storePids) {
  const prepared = await side.prepare?.();
  const before = [cpuOf(side.pids), cpuOf(storePids)];
  const { count, seconds, latencies } = await side.run(prepared);
  const [own, store] = [cpuOf(side.pids), cpuOf(storePids)].map((after, index) => (after - before[index]) / count);
  return {
    rate: count / seconds,
    cpu: own,
    storeCpu: store,
    connections: await side.countConnections?.(),
    ...(latencies && { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }),
  };
}

function medians(figures) {
  const of = (name, digits) =>
    figures[0][name] === undefined ? undefined : round(median(figures.map((figure) => figure[name])), digits);
  return { rate: of('rate', 0), p50: of('p50', 1), p99: of('p99', 1), cpu: of('cpu', 0), storeCpu: of('storeCpu', 0) };
}

/** By store: the most that were open after any round. */
function mostConnections(figures) {
  const [first] = figures.map(({ connections }) => connections);
  if (!first) return undefined;
  const most = (store) => Math.max(...figures.map(({ connections }) => connections[store]));
  return Object.fromEntries(Object.keys(first).map((store) => [store, most(store)]));
}

/** Of each pair, so that whatever slows the machine down for a while slows both sides. */
function ratios(first, other) {
  const all = first.map(({ rate }, index) => rate / other[index].rate);
  return {
    ratio: round(median(all), 2),
    spread: [round(Math.min(...all), 2), round(Math.max(...all), 2)],
  };
}
