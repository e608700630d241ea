import { z } from 'zod';
import type { AnyConfig } from './define-config.js';
import type { VariableMeta } from './variable.js';

interface DocumentedVariable {
  name: string;
  help: string;
  /** Undefined where the variable is unset by default, and for an empty list. */
  defaultText?: string;
  unset?: string;
  values: string;
}

/** The text of `.env.example`: every variable, commented out, with its default. */
export function renderEnvExample(parts: readonly AnyConfig[]): string {
  const sections = parts.map((part) =>
    [
      `## ${part.title}\n`,
      ...documentedVariables(part).map(
        ({ name, help, defaultText = '' }) => `# ${plain(help)}\n# ${name}=${defaultText}`,
      ),
    ].join('\n'),
  );
  const head = '# Copy to .env and uncomment what you change. docs/configuration.md explains every variable.';
  return `${[head, ...sections].join('\n\n')}\n`;
}

/** The variables of one part as a Markdown table. */
export function renderVariableTable(part: AnyConfig): string {
  const rows = documentedVariables(part).map(({ name, help, defaultText, unset, values }) => [
    `\`${name}\``,
    defaultText === undefined ? (unset ? `none: ${unset}` : 'none') : `\`${defaultText}\``,
    values,
    help,
  ]);
  return renderTable([['Variable', 'Default', 'Values', 'Meaning'], ...rows]);
}

/** A Markdown table with aligned columns, as the formatter writes it. @param rows the first one is the head */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}

/** Replaces what stands between `<!-- begin NAME -->` and `<!-- end NAME -->`. @throws Error when a name has no place */
export function replaceGenerated(page: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const place = new RegExp(`(<!-- begin ${name} -->\n)[^]*?(\n<!-- end ${name} -->)`);
    if (!place.test(text)) throw new Error(`There is no place for the generated block "${name}".`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${block}\n${end}`);
  }, page);
}

function documentedVariables({ variables }: AnyConfig): DocumentedVariable[] {
  return Object.entries(variables).map(([name, schema]) => {
    const { variable, values = 'text' }: VariableMeta = z.globalRegistry.get(schema) ?? {};
    if (!variable) throw new Error(`${name} has no documentation: declare it with variable()`);
    return {
      name,
      help: variable.help,
      defaultText: variable.default || undefined,
      unset: variable.unset,
      values: variable.values ?? values,
    };
  });
}

/** Markdown as it reads in a comment: without code marks and links. */
function plain(markdown: string): string {
  return markdown
    .replace(/: \[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');
}
