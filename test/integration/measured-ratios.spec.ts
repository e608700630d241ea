import { readFileSync } from 'node:fs';
import { PAGES_WITH_RATIOS, withRatios } from '../../bench/support/ratios.mjs';

/** The formatter makes the columns of a table equally wide. */
const withoutWidths = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

it.each(Object.entries(PAGES_WITH_RATIOS))('%s quotes the ratios that bench/RESULTS.md has', (path, toResults) => {
  const page = readFileSync(path, 'utf8');
  const quoted = withRatios(page, readFileSync('bench/RESULTS.md', 'utf8'), toResults);
  expect(quoted).toMatch(/\| Wrong codes +\| +\d/);
  expect(withoutWidths(quoted)).toBe(withoutWidths(page));
});
