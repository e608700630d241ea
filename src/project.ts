import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with package.json: a checkout, a release or an installed package. */
const PROJECT = projectFolder(import.meta.dirname);
/** The folder of the migrations. */
export const MIGRATIONS = join(PROJECT, 'prisma/migrations');
/** The files of the page at `/admin`. */
export const CONSOLE = join(PROJECT, 'dist/console');

/** The version of Ramz. */
export function version(): string {
  const { version: text } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  return text;
}

/** The absolute path of a file in the project. */
export function projectPath(path: string): string {
  return join(PROJECT, path);
}

/** This file runs from src, dist or dist/bundle. */
function projectFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : projectFolder(dirname(folder));
}
