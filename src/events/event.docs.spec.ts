import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EVENT_SAMPLES } from './event.samples.js';
import { EVENT_SCHEMAS, EVENT_TYPES } from './event.schemas.js';

const page = readFileSync(resolve(__dirname, '../../docs/events.md'), 'utf8');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]!.trim().replaceAll('`', ''), section] as const),
);

describe('docs/events.md', () => {
  it('has one section for every type of event, in their order', () => {
    expect([...sections.keys()]).toEqual(EVENT_TYPES);
  });

  it.each(EVENT_TYPES)('shows the sample of %s, which has the fields of its type', (type) => {
    const { data, recipient } = EVENT_SAMPLES[type];
    const [, json] = /^```json\n([^]*?)^```/m.exec(sections.get(type)!) ?? [];
    const shown: unknown = JSON.parse(json!);
    expect(shown).toEqual({ ...data, ...(recipient !== undefined && { recipient }) });
    expect(EVENT_SCHEMAS[type].parse(shown)).toEqual(shown);
  });

  it.each(EVENT_TYPES)('names every field of %s', (type) => {
    const fields = Object.keys(EVENT_SCHEMAS[type].shape).filter((name) => name !== 'is_sample');
    for (const field of fields) expect(sections.get(type)).toMatch(new RegExp(`[\`"]${field}[\`"]`));
  });
});
