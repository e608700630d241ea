import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '../../src/common/error-codes.js';
import { PROVIDERS } from '../../src/sms/providers/index.js';
import type { Sample } from './exposition.js';

type Row = Record<string, string>;

/** What the words in the column Values of docs/metrics.md stand for. */
const WORDS: Record<string, (value: string) => boolean> = {
  country: (value) => /^[A-Z]{2}$/.test(value),
  provider: (value) => PROVIDERS.some(({ name }) => name === value),
  'error code': (value) => value in ERROR_CODES,
  'provider code': (value) => /^-?\d{1,6}$/.test(value),
  currency: (value) => /^[A-Z]{3}$/.test(value),
  'HTTP status': (value) => /^[1-5]\d\d$/.test(value),
  route: (value) => value.startsWith('/') && !/\d{5}/.test(value),
};

const page = readFileSync('docs/metrics.md', 'utf8');

export interface DocumentedMetric {
  name: string;
  type: string;
  labels: string[];
  /** Exported alike by every process. */
  isOfFleet: boolean;
}

export const documentedMetrics: DocumentedMetric[] = tableOf('Metric').map((row) => ({
  name: namesIn(row['Metric']!)[0]!,
  type: row['Type']!,
  labels: namesIn(row['Labels']!),
  isOfFleet: row['Fleet'] === 'yes',
}));

const labels = tableOf('Label').map((row) => ({
  name: namesIn(row['Label']!)[0]!,
  metrics: namesIn(row['Of']!),
  values: row['Values']!.replaceAll(/\([^)]*\)/g, '')
    .split(',')
    .map((value) => value.trim()),
}));

/** The literal values of a label of a metric. */
export function documentedValues(metric: string, label: string): string[] {
  return valuesOf(metric, label).flatMap((value) => namesIn(value));
}

/** The labels of a sample that the page does not have, or whose values it does not have. */
export function undocumentedLabels({ name, labels: given }: Sample): string[] {
  const metric = name.replace(/_(?:bucket|sum|count)$/, '');
  return Object.entries(given)
    .filter(([label]) => label !== 'le')
    .filter(([label, value]) => {
      const values = valuesOf(metric, label);
      return !values.some((known) => known === `\`${value}\`` || WORDS[known]?.(value));
    })
    .map(([label, value]) => `${metric}{${label}="${value}"}`);
}

/** Labels of the table of metrics that the table of labels does not have, and the other way round. */
export function missingLabels(): string[] {
  const used = documentedMetrics.flatMap((metric) => metric.labels.map((label) => `${metric.name} ${label}`));
  const described = labels.flatMap(({ name, metrics }) => metrics.map((metric) => `${metric} ${name}`));
  return [
    ...used.filter((label) => described.filter((other) => other === label).length !== 1),
    ...described.filter((label) => !used.includes(label)),
  ];
}

function valuesOf(metric: string, label: string): string[] {
  return labels.find(({ name, metrics }) => name === label && metrics.includes(metric))?.values ?? [];
}

function tableOf(firstColumn: string): Row[] {
  const lines = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const start = lines.findIndex(([, cell]) => cell === firstColumn);
  const [heads = []] = lines.slice(start);
  const end = lines.findIndex((cells, index) => index > start && cells.length === 1);
  return lines
    .slice(start + 2, end)
    .map((cells) => Object.fromEntries(heads.map((head, index) => [head, cells[index] ?? ''])));
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
}
