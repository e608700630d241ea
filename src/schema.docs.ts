import { renderTable } from './config/index.js';

interface Column {
  name: string;
  /** Undefined if the schema has no comment on it. */
  meaning?: string;
}

/**
 * The columns of the tables in Prisma's schema, by the name of the table, each with the comment above it (`///`).
 * Relations are left out: they are no columns.
 */
export function columnsByTable(schema: string): Map<string, Column[]> {
  const models = [...schema.matchAll(/^model \w+ \{\n([^]*?)^\}/gm)].map(([, body]) => body!);
  const relations = new Set([...schema.matchAll(/^model (\w+)/gm)].map(([, name]) => name!));
  return new Map(models.map((body) => [/^ +@@map\("(\w+)"\)/m.exec(body)![1]!, columnsOf(body, relations)] as const));
}

function columnsOf(body: string, relations: Set<string>): Column[] {
  const fields = body.matchAll(/^((?: +\/\/\/ .*\n)*) +(\w+) +(\w+)(.*)$/gm);
  return [...fields].flatMap(([, comments, field, type, attributes]) => {
    if (relations.has(type!)) return [];
    const meaning = [...comments!.matchAll(/\/\/\/ (.*)/g)].map(([, line]) => line).join(' ');
    const name = /@map\("(\w+)"\)/.exec(attributes!)?.[1] ?? field!;
    return [{ name, ...(meaning && { meaning }) }];
  });
}

/** The table of docs/studio.md that says what each column of a database table means. */
export function renderColumnTable(columns: Column[]): string {
  const rows = columns.map(({ name, meaning }) => [`\`${name}\``, (meaning ?? '').replaceAll('|', '\\|')]);
  return renderTable([['Column', 'Meaning'], ...rows]);
}
