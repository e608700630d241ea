import { renderEnvExample, renderTable, renderVariableTable, replaceGenerated } from './config/index.js';
import { CONFIGURATION, NAMESPACES } from './configuration.js';
import { PROVIDERS } from './sms/providers/index.js';
import { PROVIDER_CAPABILITIES } from './sms/providers/provider-capabilities.js';
import { PAGES_WITH_RATIOS, withRatios } from './ratios.docs.js';
import { columnsByTable, renderColumnTable } from './schema.docs.js';

/** Tables that docs/studio.md explains column by column. */
const STUDIO_TABLES = ['otp_tokens', 'messages', 'message_attempts', 'users', 'sessions', 'events', 'alerts'];

/**
 * Generates the documentation files that contain parts from the code. `npm run docs` writes them.
 * @param read returns the current text of a file, by its path in the project
 * @param results the text of bench/RESULTS.md, if `npm run bench` has written it
 */
export function generatedFiles(read: (path: string) => string, results?: string): Record<string, string> {
  const page = 'docs/configuration.md';
  const operations = 'docs/operations.md';
  const studio = 'docs/studio.md';
  const tables = NAMESPACES.map((part) => [part.title, renderVariableTable(part)] as const);
  return {
    '.env.example': renderEnvExample(CONFIGURATION),
    [operations]: replaceGenerated(read(operations), { Scopes: renderScopeTable(read('openapi.json')) }),
    [studio]: replaceGenerated(read(studio), renderColumns(read('prisma/schema.prisma'))),
    ...Object.fromEntries(
      Object.entries(PAGES_WITH_RATIOS).map(([quoting, path]) => [quoting, withRatios(read(quoting), results, path)]),
    ),
    [page]: replaceGenerated(read(page), { ...Object.fromEntries(tables), Providers: renderProviders() }),
  };
}

function renderColumns(schema: string): Record<string, string> {
  const columns = columnsByTable(schema);
  return Object.fromEntries(
    STUDIO_TABLES.map((table) => [`Columns of ${table}`, renderColumnTable(columns.get(table)!)]),
  );
}

/** The scope that each admin route needs. @param openapi the text of openapi.json, which is generated from the routes */
function renderScopeTable(openapi: string): string {
  const { paths } = JSON.parse(openapi) as { paths: Record<string, Record<string, { 'x-required-scope'?: string }>> };
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { 'x-required-scope': scope }]) =>
      scope === undefined ? [] : [[`\`${method.toUpperCase()} ${path}\``, `\`${scope}\``]],
    ),
  );
  return renderTable([['Route', 'Scope'], ...rows]);
}

/** One block for all providers, so that a new one needs no place of its own in the page. */
function renderProviders(): string {
  const sections = PROVIDERS.map(({ title, config }) => `### ${title}\n\n${renderVariableTable(config)}`);
  return [renderProviderTable(), ...sections].join('\n\n');
}

function renderProviderTable(): string {
  const rows = PROVIDERS.map(({ name, title, enabledBy, countries, capabilities }) => [
    `[${title}](${name}.md)`,
    `\`${name}\``,
    `\`${enabledBy}\``,
    countries.length > 0 ? countries.map((country) => `\`${country}\``).join(', ') : 'none',
    ...PROVIDER_CAPABILITIES.map((capability) => (capabilities.includes(capability) ? 'yes' : '')),
  ]);
  return renderTable([['Provider', 'Name', 'Switched on by', 'Default routes', ...PROVIDER_CAPABILITIES], ...rows]);
}
