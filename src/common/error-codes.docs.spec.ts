import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ERROR_CODES, type ErrorCode } from './error-codes.js';

const page = readFileSync(resolve(__dirname, '../../docs/errors.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]!.trim(), section] as const),
);

describe('docs/errors.md', () => {
  it('has a section for every code, under the code, and no other', () => {
    expect([...sections.keys()]).toEqual(Object.keys(ERROR_CODES));
  });

  it.each(Object.entries(ERROR_CODES))('tells status and sentence of %s', (code, { status, detail }) => {
    expect(sections.get(code)).toContain(`Status ${status}. "${detail}"\n`);
  });

  const examples = [...page.matchAll(/^```json\n([^]*?)^```/gm)].map(([, json]) => JSON.parse(json!));

  it.each(examples)('has a true example of $code', (example: { code: ErrorCode }) => {
    const { status, title } = ERROR_CODES[example.code];
    expect(example).toMatchObject({ type: `urn:ramz:error:${example.code}`, title, status });
    expect(sections.get(example.code)).toContain(`"${example.code}"`);
  });
});
