import { isDeepStrictEqual } from 'node:util';
import { filesOf, readPage } from './pages.js';

/** Pages whose calls in blocks of `sh` are run, and compared with the block of `json` below them. */
export const PAGES_WITH_ANSWERS = [
  'docs/code-did-not-arrive.md',
  'docs/going-live.md',
  'docs/capacity.md',
  ...filesOf('docs/moving').filter((path) => path !== 'docs/moving/README.md'),
];

/** Pages whose calls in blocks of `console` are run, and compared with the answer in the block. */
export const CONSOLE_PAGES = {
  simulation: ['README.md', 'docs/testing.md', 'docs/codes.md'],
  kavenegar: ['docs/operations.md'],
};

/** A command of a page, with the answer that the page shows below it. */
export interface Example {
  page: string;
  language: 'sh' | 'sql';
  command: string;
  answer?: unknown;
}

/** What must be as the page shows it, but for its figures. Of everything else only the type is compared. */
const EXACT = new Set([
  'type',
  'title',
  'status',
  'code',
  'detail',
  'error',
  'kind',
  'method',
  'outcome',
  'summary',
  'text',
]);

/** The blocks of `sh` that call Ramz and the blocks of `sql` of a page, in order. A block of `json` is the answer. */
export function examplesOf(path: string): Example[] {
  const blocks = [...readPage(path).text.matchAll(/^( *)```(\w+)\n([^]*?)^\1```$/gm)].map(
    ([, indent, language, text]) => ({ language, text: text!.replaceAll(new RegExp(`^${indent}`, 'gm'), '') }),
  );
  return blocks.flatMap(({ language, text: command }, index) => {
    if (language !== 'sql' && !(language === 'sh' && command.includes('curl '))) return [];
    const next = blocks[index + 1];
    const answer: unknown = next?.language === 'json' ? JSON.parse(next.text) : undefined;
    return [{ page: path, language, command, ...(answer !== undefined && { answer }) }];
  });
}

/** The calls with `curl` in blocks of `console`, each with the answer below it. */
export function consoleExamplesOf(path: string): Required<Example>[] {
  const blocks = [...readPage(path).text.matchAll(/^```console\n\$ (curl [^]*?[^\\])\n([^]*?)\n```$/gm)];
  return blocks.map(([, command, answer]) => ({
    page: path,
    language: 'sh',
    command: command!,
    answer: JSON.parse(answer!) as unknown,
  }));
}

/** What an answer has in place of the texts of the documented one, such as ids. */
export function replacementsOf(documented: unknown, actual: unknown): [documented: string, actual: string][] {
  if (typeof documented === 'string' && typeof actual === 'string') return [[documented, actual]];
  if (typeof documented !== 'object' || documented === null) return [];
  return Object.entries(documented).flatMap(([name, value]) =>
    replacementsOf(value, (actual as Record<string, unknown>)[name]),
  );
}

/** Where an answer differs in its shape from the documented one, undefined if it does not. */
export function shapeFault(documented: unknown, actual: unknown, path = 'answer', isExact = false): string | undefined {
  if (Array.isArray(documented) && Array.isArray(actual)) {
    if (documented.length === 0 || actual.length === 0)
      return documented.length === actual.length ? undefined : `${path} has ${actual.length} elements`;
    if (hasOneShape(documented))
      return firstFault(actual, (element, index) => shapeFault(documented[0], element, `${path}[${index}]`));
    if (documented.length !== actual.length) return `${path} has ${actual.length} elements`;
    return firstFault(actual, (element, index) => shapeFault(documented[index], element, `${path}[${index}]`));
  }
  if (isRecord(documented) && isRecord(actual)) {
    const [expected, found] = [documented, actual].map((value) => Object.keys(value).toSorted());
    if (!isDeepStrictEqual(expected, found)) return `${path} has the fields ${found!.join(', ')}`;
    return firstFault(found!, (name) => shapeFault(documented[name], actual[name], `${path}.${name}`, EXACT.has(name)));
  }
  if (typeOf(documented) !== typeOf(actual)) return `${path} is ${JSON.stringify(actual)}`;
  if (isExact && withoutFigures(documented) !== withoutFigures(actual)) return `${path} is ${JSON.stringify(actual)}`;
  return undefined;
}

/** Elements that differ in kind are compared one by one. */
function hasOneShape(elements: unknown[]): boolean {
  return elements.every((element) => shapeFault(elements[0], element, '', false) === undefined);
}

function firstFault<T>(values: T[], fault: (value: T, index: number) => string | undefined): string | undefined {
  return values.map(fault).find((found) => found !== undefined);
}

function withoutFigures(value: unknown): string {
  return String(value).replaceAll(/\d+/g, '0');
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
