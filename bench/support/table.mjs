const HEAD = [
  'Row',
  'Side',
  'Rate',
  'Ratio (lowest–highest)',
  'p50 ms',
  'p99 ms',
  'CPU µs of the processes',
  'CPU µs of the store',
  'Peak MiB',
];

/**
 * The results of one store as a Markdown table. The ratio is that of the first side to the side in the line. The last
 * column is there if a row counts its connections.
 */
export function tableOf(results) {
  const areCounted = results.some(({ sides }) => sides.some(({ connections }) => connections));
  const head = areCounted ? [...HEAD, 'Connections'] : HEAD;
  const lines = results.flatMap(({ title, unit, sides }) =>
    sides.map((side, index) => [
      index === 0 ? title : '',
      side.name,
      `${side.rate} ${unit}`,
      side.ratio === undefined ? '' : `${side.ratio} (${side.spread.join('–')})`,
      side.p50 ?? '',
      side.p99 ?? '',
      side.cpu ?? '',
      side.storeCpu ?? '',
      side.memory ?? '',
      ...(areCounted ? [connectionsOf(side)] : []),
    ]),
  );
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function connectionsOf({ connections = {} }) {
  return Object.entries(connections)
    .map(([store, count]) => `${store} ${count}`)
    .join(', ');
}
