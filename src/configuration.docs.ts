import { renderEnvExample, renderTable, renderVariableTable, replaceGenerated } from './config/index.js';
import { CONFIGURATION, NAMESPACES } from './configuration.js';
import { PROVIDERS } from './sms/providers/index.js';
import { PROVIDER_CAPABILITIES } from './sms/providers/provider-capabilities.js';

/**
 * Generates the documentation files that contain parts from the code. `npm run docs` writes them.
 * @param read returns the current text of a file, by its path in the project
 */
export function generatedFiles(read: (path: string) => string): Record<string, string> {
  const page = 'docs/configuration.md';
  const tables = NAMESPACES.map((part) => [part.title, renderVariableTable(part)] as const);
  return {
    '.env.example': renderEnvExample(CONFIGURATION),
    [page]: replaceGenerated(read(page), { ...Object.fromEntries(tables), Providers: renderProviders() }),
  };
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
