import { renderEnvExample, renderTable, renderVariableTable, replaceGenerated } from './config/index.js';
import { CONFIGURATION } from './configuration.js';
import { PROVIDERS } from './sms/providers/index.js';
import { PROVIDER_CAPABILITIES } from './sms/providers/provider-capabilities.js';

/**
 * The files of the documentation that take something from the code, with it. `npm run docs` writes them.
 * @param read the present text of a file, by its path from the project's folder
 */
export function generatedFiles(read: (path: string) => string): Record<string, string> {
  const page = 'docs/configuration.md';
  const tables = CONFIGURATION.map((part) => [part.title, renderVariableTable(part)] as const);
  return {
    '.env.example': renderEnvExample(CONFIGURATION),
    [page]: replaceGenerated(read(page), { ...Object.fromEntries(tables), Providers: renderProviderTable() }),
  };
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
