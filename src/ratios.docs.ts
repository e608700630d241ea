import { renderTable } from './config/index.js';

/** The rows of bench/RESULTS.md that the start pages quote. */
const QUOTED = {
  'send, 32 connections': 'Requests for a code',
  'full cycle for a new user, 32 loops': 'Sign-in of a new user, from the request to the session',
  'wrong verify, 32 connections': 'Wrong codes',
};
const BLOCK = /(<!-- begin ratios -->\n)[^]*?(<!-- end ratios -->)/;

/** The pages that quote it, each with its path to RESULTS.md. */
export const PAGES_WITH_RATIOS = { 'README.md': 'bench/RESULTS.md', 'docs/index.md': '../bench/RESULTS.md' };

/**
 * Puts a section with the rates of Ramz in relation to those of better-auth into a page, or none without results.
 * @param results the text of bench/RESULTS.md
 */
export function withRatios(page: string, results: string | undefined, path: string): string {
  const section = results === undefined ? '' : `\n${renderSection(results, path)}\n\n`;
  return page.replace(BLOCK, (_block, begin: string, end: string) => `${begin}${section}${end}`);
}

function renderSection(results: string, path: string): string {
  const [date] = /\d{4}-\d{2}-\d{2}/.exec(results) ?? ['an unknown day'];
  const stores = results.split(/^## /m).slice(1);
  const rows = Object.entries(QUOTED).map(([title, name]) => [name, ...stores.map((store) => ratioOf(store, title))]);
  const table = renderTable([['', ...stores.map((store) => store.slice(0, store.indexOf('\n')))], ...rows]);
  return `## Measured

Requests a second of Ramz (limits and the guard counted, codes as digests, an encrypted outbox, durable jobs) divided by
those of better-auth's phone-number plugin (limiter off, codes in clear), on the same machine and database server, on
${date}. \`npm run bench\` repeats it; [RESULTS.md](${path}) has every row, and
[its README](${path.replace('RESULTS', 'README')}) what bounds them.

${table}`;
}

/** The first line of a row is that of Ramz. The one below it is that of better-auth, with the ratio. */
function ratioOf(store: string, title: string): string {
  const lines = store.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const index = lines.findIndex(([, name]) => name === title);
  return (index >= 0 && lines[index + 1]?.[4]) || 'not measured';
}
