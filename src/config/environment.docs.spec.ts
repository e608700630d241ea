import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ENVIRONMENT_VARIABLES, environmentSchema } from './environment.schema.js';
import { LIMIT_DEFAULTS } from './limits.defaults.js';

const read = (path: string) => readFileSync(resolve(__dirname, '../..', path), 'utf8');
const page = read('docs/configuration.md');

/** Name and default of each variable; an empty default stands for none. */
type Documented = [name: string, text: string][];

const example: Documented = [...read('.env.example').matchAll(/^# ?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, name, text]) => [name!, text!],
);

// | `PORT` | `3000` | … where there is a default, | `REDIS_URL` | none … where there is none.
const table: Documented = [...page.matchAll(/^\| `([A-Z][A-Z0-9_]*)` *\| (?:`([^`]+)`|none)/gm)].map(
  ([, name, text]) => [name!, text ?? ''],
);

describe.each([
  ['.env.example', example],
  ['docs/configuration.md', table],
])('%s', (_, documented) => {
  it('names every variable once, and no other', () => {
    expect(documented.map(([name]) => name).toSorted()).toEqual(ENVIRONMENT_VARIABLES.toSorted());
  });

  it.each(documented)('shows the default of %s', (name, text) => {
    const variable = environmentSchema.shape[name as keyof typeof environmentSchema.shape];
    const unset: unknown = variable.parse(undefined);
    expect(text === '' ? withoutEmpty(unset) : unset).toEqual(text === '' ? undefined : variable.parse(text));
  });
});

/** An empty list stands for none. */
function withoutEmpty(value: unknown): unknown {
  const isEmpty = (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0);
  return isEmpty ? undefined : value;
}

it('docs/configuration.md has every limit with its default', () => {
  const limits = [...page.matchAll(/^\| `([a-z_]+)` *\| `(\d+)\/(\d+)`/gm)].map(([, name, limit, windowSeconds]) => [
    name,
    { limit: Number(limit), windowSeconds: Number(windowSeconds) },
  ]);
  expect(Object.fromEntries(limits)).toEqual(LIMIT_DEFAULTS);
});
