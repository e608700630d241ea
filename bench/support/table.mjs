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

/** The results of one store as a Markdown table. The ratio is that of Ramz to the side in the line. */
export function tableOf(results) {
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
    ]),
  );
  return [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
