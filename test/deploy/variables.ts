import { readFileSync } from 'node:fs';

/** Variables of other programs in the same files. */
const FOREIGN = ['POSTGRES_PASSWORD', 'RAMZ_IMAGE'];

/** The names that a file of environment variables sets. */
export function variablesIn(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
}

/** The names that Ramz reads: .env.example lists them all. */
export function knownVariables(): string[] {
  const ramz = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
  return [...ramz, ...FOREIGN];
}
