import { styleText } from 'node:util';

/** Bold on a terminal, and plain elsewhere or with NO_COLOR. */
export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

/** Columns that line up, under headings. */
export function table(headings: string[], rows: (string | number | null | undefined)[][]): string[] {
  const cells = rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '-' : String(cell))));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const render = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [bold(render(headings)), ...cells.map(render)];
}

/** A name and a value on each line. A value that is empty is shown as a dash. */
export function fields(values: Record<string, string | number | null | undefined>): string[] {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values).map(([name, value]) => `${name.padEnd(width)}  ${value === '' ? '-' : (value ?? '-')}`);
}

/** `1 session`, `2 sessions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
