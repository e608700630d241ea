import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pagesWithoutGroup } from '../site/sidebar.mjs';
import { filesOf, linkFault, linksOf, PAGES, tableRowsOf, withoutCode } from '../test/support/pages.js';
import { ERROR_CODES, type ErrorCode } from './common/error-codes.js';
import { AttemptOutcome } from './database/generated/enums.js';

const ROOT = resolve(__dirname, '..');
const PICTURE_LIMIT_BYTES = 150_000;
/** Variables of other programs, of the checks of this project and of examples. */
const OTHER_VARIABLES = [
  'NODE_EXTRA_CA_CERTS',
  'NO_COLOR',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'RAMZ_TEST_COMPLETE',
  'RAMZ_URL',
  // Holds a field of the answer before, in commands that follow one another.
  'CHALLENGE_ID',
  // A slip on purpose, in docs/configuration.md.
  'OTP_LENGHT',
];
const OUTCOMES: string[] = Object.values(AttemptOutcome);

const variables = new Set([
  ...[...readFileSync(resolve(ROOT, '.env.example'), 'utf8').matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name]) => name!,
  ),
  ...OTHER_VARIABLES,
]);

describe('the pages of the documentation', () => {
  it.each(PAGES)('link to files and headings that exist: $path', (page) => {
    expect(linksOf(page).flatMap((link) => linkFault(link) ?? [])).toEqual([]);
  });

  // Pages for developers name constants of the code.
  it.each(PAGES.filter(({ path }) => !path.startsWith('docs/adding-')))(
    'name no variable that .env.example does not have: $path',
    ({ path, text }) => {
      // Pages about another system have its variables in the first column of their tables.
      const old = path.startsWith('docs/moving/') ? tableRowsOf(text).map(([first]) => first!) : [];
      const oldNames = new Set(old.flatMap(variablesIn));
      const named = variablesIn(withoutCode(text)).filter((name) => !oldNames.has(name));
      expect(named.filter((name) => !variables.has(name))).toEqual([]);
    },
  );

  it.each(PAGES)('give each error code its status: $path', ({ text }) => {
    const named = [...text.matchAll(/\b([45]\d\d) \[?`([a-z]+(?:_[a-z]+)*)`/g)].filter(
      ([, , code]) => !OUTCOMES.includes(code!),
    );
    const wrong = named.filter(([, status, code]) => ERROR_CODES[code as ErrorCode]?.status !== Number(status));
    expect(wrong.map(([found]) => found)).toEqual([]);
  });

  it('are all reachable from README.md', () => {
    const reached = new Set(['README.md']);
    // A set may grow while it is walked.
    for (const path of reached) {
      const page = PAGES.find((candidate) => candidate.path === path);
      if (page) for (const link of linksOf(page)) reached.add(link.path);
    }
    expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });

  it('each have a group in the sidebar of the site', () => {
    const files = filesOf('docs').filter((path) => path.endsWith('.md'));
    expect(pagesWithoutGroup(files)).toEqual([]);
  });
});

describe('the pictures of the documentation', () => {
  const shown = new Set(PAGES.flatMap(linksOf).map(({ path }) => path));
  const pictures = filesOf('docs').filter((path) => /\.(?:png|jpe?g|webp|svg)$/.test(path));

  it.each(pictures.map((path) => [path]))('are small, and shown in a page: %s', (path) => {
    expect(statSync(resolve(ROOT, path)).size).toBeLessThan(PICTURE_LIMIT_BYTES);
    expect(shown).toContain(path);
  });
});

/** Names such as `OTP_LENGTH` or `OTP_LENGTH=6` that stand in backticks. */
function variablesIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) =>
    [...code!.matchAll(/(?<![\w/.$<-])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w<-])/g)].map(([, name]) => name!),
  );
}

describe('docs/code-did-not-arrive.md', () => {
  const policy = readFileSync(resolve(__dirname, 'admin/explain/explain.policy.ts'), 'utf8');
  const page = PAGES.find(({ path }) => path === 'docs/code-did-not-arrive.md')!;
  const [, section] = /^## Ask for the explanation\n([^]*?)^## /m.exec(page.text)!;
  const words = tableRowsOf(section!).flatMap(([first]) => [...first!.matchAll(/`([^`]+)`/g)].map(([, part]) => part!));

  it.each(words.map((part) => [part]))('looks up words that explanations have: %s', (part) => {
    expect(policy).toContain(part);
  });
});

/** The command line has tests of its own; pages must not name a command that it does not have. */
const COMMANDS = resolve(__dirname, 'cli/commands');
const describeCommandLine = existsSync(COMMANDS) ? describe : describe.skip;
describeCommandLine('the commands of the command line', () => {
  const named = PAGES.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run -s ramz -- ([a-z-]+)/g)].map(([, command]) => ({ path, command: command! })),
  );

  it.each(named)('exist where a page names them: $command in $path', ({ command }) => {
    expect(readdirSync(COMMANDS)).toContain(`${command}.command.ts`);
  });
});

const CHECKS = resolve(__dirname, 'doctor/checks');
const describeDoctor = existsSync(CHECKS) ? describe : describe.skip;
describeDoctor('the checks of the doctor', () => {
  const sources = existsSync(CHECKS)
    ? readdirSync(CHECKS)
        .map((file) => readFileSync(join(CHECKS, file), 'utf8'))
        .join('\n')
    : '';
  const rows = tableRowsOf(PAGES.find(({ path }) => path === 'docs/going-live.md')!.text);
  const names = rows.flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

  it.each(names.filter((name) => !name.includes('kavenegar')))(
    'have the name that docs/going-live.md says: %s',
    (name) => {
      expect(sources).toContain(`'${name}'`);
    },
  );
});
