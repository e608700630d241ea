/** The rows that the start page and the README quote. */
const QUOTED = {
  'send, 32 connections': 'Requests for a code',
  'full cycle for a new user, 32 loops': 'Sign-in of a new user, from the request to the session',
  'wrong verify, 32 connections': 'Wrong codes',
};
const BLOCK = /(<!-- begin ratios -->\n)[\s\S]*?(<!-- end ratios -->)/;

/** The pages, each with its path to RESULTS.md. */
export const PAGES_WITH_RATIOS = { 'README.md': 'bench/RESULTS.md', 'docs/index.md': '../bench/RESULTS.md' };

/** Puts the rates of Ramz in relation to those of better-auth, from RESULTS.md, into a page. */
export function withRatios(page, results, path) {
  const [date] = /\d{4}-\d{2}-\d{2}/.exec(results);
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
Rate of Ramz with limits, digests, an encrypted outbox and durable jobs, for each request of better-auth's phone-number
plugin with its limiter off and codes in clear, on the same machine and database server (${date}). \`npm run bench\` repeats it;
[RESULTS.md](${path}) has every row and what bounds it.

${table}

`;
  return page.replace(BLOCK, (_block, begin, end) => `${begin}${text}${end}`);
}

/** The line after that of Ramz has the ratio to the other side. */
function ratioOf(column, title) {
  const lines = column.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const index = lines.findIndex(([, name]) => name === title);
  return lines[index + 1]?.[4] ?? 'not measured';
}
