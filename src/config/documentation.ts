import { z } from 'zod';
import type { AnyConfig } from './define-config.js';
import type { VariableMeta } from './variable.js';

interface DocumentedVariable {
  name: string;
  help: string;
  /** Undefined if the variable is unset by default, or an empty list. */
  defaultText?: string;
  unset?: string;
  values: string;
}

/** Renders `.env.example`: every variable, commented out, with its default. */
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

/** Renders the variables of one part as a Markdown table. */
export function renderVariableTable(part: AnyConfig): string {
  const rows = documentedVariables(part).map(({ name, help, defaultText, unset, values }) => [
    `\`${name}\``,
    defaultText === undefined ? (unset ? `none: ${unset}` : 'none') : `\`${defaultText}\``,
    values,
    help,
  ]);
  return renderTable([['Variable', 'Default', 'Values', 'Meaning'], ...rows]);
}

/** Renders a Markdown table with aligned columns, like the formatter. @param rows the first one is the head */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}

/** Replaces the text between `<!-- begin NAME -->` and `<!-- end NAME -->`. @throws Error when a page lacks a name */
export function replaceGenerated(page: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const begin = `<!-- begin ${name} -->\n`;
    const start = text.indexOf(begin);
    const end = text.indexOf(`\n<!-- end ${name} -->`, start);
    if (start === -1 || end === -1) throw new Error(`The page has no place for the generated block "${name}".`);
    return `${text.slice(0, start + begin.length)}\n${block}\n${text.slice(end)}`;
  }, page);
}

function documentedVariables({ variables }: AnyConfig): DocumentedVariable[] {
  return Object.entries(variables).map(([name, schema]) => {
    const { variable, values = 'text' }: VariableMeta = z.globalRegistry.get(schema) ?? {};
    if (!variable) throw new Error(`${name} has no documentation. Declare it with variable().`);
    return {
      name,
      help: variable.help,
      defaultText: variable.default || undefined,
      unset: variable.unset,
      values: variable.values ?? values,
    };
  });
}

/** Turns Markdown into the text of a comment, without code marks and links. */
function plain(markdown: string): string {
  return markdown
    .replace(/: \[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');
}
