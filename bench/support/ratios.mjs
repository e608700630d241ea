/** The rows that the start page and the README quote. */
const QUOTED = {
  'send, 32 connections': 'Requests for a code',
  'full cycle for a new user, 32 loops': 'Sign-in of a new user, from the request to the session',
  'wrong verify, 32 connections': 'Wrong codes',
};
const BLOCK = /(<!-- begin ratios -->\n)[\s\S]*?(<!-- end ratios -->)/;

/** The pages, each with its path to RESULTS.md. */
export const PAGES_WITH_RATIOS = { 'README.md': 'bench/RESULTS.md', 'docs/index.md': '../bench/RESULTS.md' };

/**
 * Puts the rates of Ramz in relation to those of better-auth into a page.
 * @param {string} page
 * @param {string} results the text of RESULTS.md
 * @param {string} path from the page to RESULTS.md
 * @returns {string}
 */
export function withRatios(page, results, path) {
  const [date] = /\d{4}-\d{2}-\d{2}/.exec(results) ?? [];
  const columns = results.split(/^## /m).slice(1);
  const stores = columns.map((column) => column.slice(0, column.indexOf('\n')));
  const lines = Object.entries(QUOTED).map(([title, name]) => [
    name,
    ...columns.map((column) => ratioOf(column, title)),
  ]);
  const table = [['', ...stores], ['---', ...stores.map(() => '---')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
  const text = `
Requests a second of Ramz (limits and the guard counted, codes as digests, an encrypted outbox, durable jobs) divided by
those of better-auth's phone-number plugin (limiter off, codes in clear), on the same machine and database server, on
${date}. \`npm run bench\` repeats it, and [RESULTS.md](${path}) has every row.

${table}

`;
  return page.replace(BLOCK, (_block, begin, end) => `${begin}${text}${end}`);
}

/**
 * The line after that of Ramz has the ratio to the other side.
 * @param {string} column
 * @param {string} title
 */
function ratioOf(column, title) {
  const lines = column.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const index = lines.findIndex(([, name]) => name === title);
  return lines[index + 1]?.[4] ?? 'not measured';
}
