import { withRatios } from './ratios.docs.js';

const PAGE = '# Page\n\n<!-- begin ratios -->\nold\n<!-- end ratios -->\n\n## Next\n';
const RESULTS = `# Results

Written by \`npm run bench\` on 2026-01-31: 2 cores.

## PostgreSQL alone

| Row | Side | Rate | Ratio (lowest–highest) | p50 ms |
| --- | --- | --- | --- | --- |
| send, 32 connections | Ramz | 2400 requests/s |  | 13 |
|  | better-auth | 1800 requests/s | 1.33 (1.2–1.4) | 17 |
| wrong verify, 32 connections | Ramz | 5000 requests/s |  | 6 |
|  | better-auth | 2500 requests/s | 2 (1.9–2.1) | 12 |

## PostgreSQL and Redis

| Row | Side | Rate | Ratio (lowest–highest) | p50 ms |
| --- | --- | --- | --- | --- |
| send, 32 connections | Ramz | 3600 requests/s |  | 9 |
|  | better-auth | 1800 requests/s | 2 (1.9–2.2) | 17 |
`;

describe('the ratios of the start pages', () => {
  it('are those to better-auth on both stores, with the day and the command that repeats them', () => {
    const page = withRatios(PAGE, RESULTS, '../bench/RESULTS.md');
    expect(page).toContain('## Measured\n');
    expect(page).toContain('\n2026-01-31. `npm run bench` repeats it; [RESULTS.md](../bench/RESULTS.md)');
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual([
      ['', 'PostgreSQL alone', 'PostgreSQL and Redis'],
      [expect.stringMatching(/^-+$/), expect.stringMatching(/^-+$/), expect.stringMatching(/^-+$/)],
      ['Requests for a code', '1.33 (1.2–1.4)', '2 (1.9–2.2)'],
      ['Sign-in of a new user, from the request to the session', 'not measured', 'not measured'],
      ['Wrong codes', '2 (1.9–2.1)', 'not measured'],
    ]);
    expect(withRatios(page, RESULTS, '../bench/RESULTS.md')).toBe(page);
  });

  it('are absent with their heading while nothing has been measured', () => {
    const none = '# Page\n\n<!-- begin ratios -->\n<!-- end ratios -->\n\n## Next\n';
    expect(withRatios(PAGE, undefined, '')).toBe(none);
    expect(withRatios(withRatios(PAGE, RESULTS, ''), undefined, '')).toBe(none);
  });
});
