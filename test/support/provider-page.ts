import { readFileSync } from 'node:fs';
import type { SendFailure, SendMethod } from '../../src/sms/providers/provider.contract.js';
import type { DeliveryStatuses } from '../../src/sms/providers/delivery-statuses.js';

export interface ProviderPage {
  /** The page is `docs/<name>.md`. */
  name: string;
  /** All codes with a rule. */
  codes: readonly string[];
  /** The failure of a call by `method` with this code. */
  failure: (code: number, method: SendMethod) => SendFailure;
  /** The provider's methods. The sentences of the page are those of `plain`. */
  methods: readonly SendMethod[];
  /** Absent if the page has no table of delivery statuses. */
  statuses?: DeliveryStatuses;
}

type Row = Record<string, string>;

/** Defines the tests that compare the tables in a provider's page with the code. Call it once, at the top level. */
export function describeProviderPage({ name, codes, failure, methods, statuses }: ProviderPage): void {
  const path = `docs/${name}.md`;
  const page = readFileSync(path, 'utf8');
  const rows = tableOf(page, 'Code').flatMap(oneRowPerCode);

  it(`${path} has every status code, in order`, () => {
    expect(rows.map((row) => row['Code'])).toEqual(codes);
  });

  it.each(rows)(`${path} has the sentence and the outcome of $Code`, (row) => {
    const code = Number(row['Code']);
    const { meaning, outcome, throttled } = failure(code, 'plain');
    const nextFrom = methods.filter((method) => failure(code, method).tryNextMethod);
    expect(row).toMatchObject({
      'Ramz says': meaning,
      Outcome: `\`${outcome}\``,
      'Next method': nextFrom.length > 0 ? `from ${nextFrom.join(' and ')}` : '–',
      ...('Throttled' in row && { Throttled: throttled ? 'yes' : '–' }),
    });
  });

  if (!statuses) return;
  it(`${path} has every delivery status`, () => {
    const listed = tableOf(page, 'Status').map((row) => [row['Status'], row['Ramz says'], row['Meaning']]);
    const expected = Object.entries(statuses).map(([code, { state, meaning }]) => [code, state, meaning]);
    expect(listed).toEqual(expected.map(([code, state, meaning]) => [`\`${code}\``, `\`${state}\``, meaning]));
  });
}

/** The rows of the table with this first column, each by its column heads. */
function tableOf(page: string, firstColumn: string): Row[] {
  const lines = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const start = lines.findIndex(([, cell]) => cell === firstColumn);
  if (start === -1) throw new Error(`The page has no table with the first column ${firstColumn}.`);
  const [heads = []] = lines.slice(start);
  const end = lines.findIndex((cells, index) => index > start && cells.length === 1);
  return lines
    .slice(start + 2, end)
    .map((cells) => Object.fromEntries(heads.map((head, index) => [head, cells[index] ?? ''])));
}

/** A row may stand for several codes, such as `800 to 813`. Its sentence contains the first one. */
function oneRowPerCode(row: Row): Row[] {
  const [first = 0, last = first] = row['Code']!.split(' to ').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    ...row,
    Code: String(first + index),
    'Ramz says': row['Ramz says']!.replace(`(${first})`, `(${first + index})`),
  }));
}
