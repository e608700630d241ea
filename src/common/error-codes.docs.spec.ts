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
  it('has one section for every code, in the order of the codes', () => {
    expect([...sections.keys()]).toEqual(Object.keys(ERROR_CODES));
  });

  it.each(Object.entries(ERROR_CODES))('has the status and the sentence of %s', (code, { status, detail }) => {
    expect(sections.get(code)).toContain(`Status ${status}. "${detail}"\n`);
  });

  const examples = [...page.matchAll(/^```json\n([^]*?)^```/gm)].map(([, json]) => JSON.parse(json!));

  it.each(examples)('has an example of $code with its title and status', (example: { code: ErrorCode }) => {
    const { status, title } = ERROR_CODES[example.code];
    expect(example).toMatchObject({ type: `urn:ramz:error:${example.code}`, title, status });
    expect(sections.get(example.code)).toContain(`"${example.code}"`);
  });
});
