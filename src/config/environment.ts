import { lstatSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { codeOf } from '../common/system-error.js';
import { ConfigurationError } from './configuration.error.js';

/** Environment variables by name. An empty one counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Adds the variables of `.env` in the working directory to those of the process, which take precedence unless they are
 * empty.
 * @throws ConfigurationError if the file cannot be read
 */
export function loadEnvironmentFile(): void {
  Object.assign(process.env, { ...parseEnv(readEnvironmentFile()), ...withoutEmpty(process.env) });
}

/** Returns the variables of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Removes the variables that count as unset. */
export function withoutEmpty(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((variable): variable is [string, string] => !!variable[1]?.trim()),
  );
}

function readEnvironmentFile(): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync('.env');
  } catch (error) {
    const code = codeOf(error);
    const isMissing = code === 'ENOENT' && !lstatSync('.env', { throwIfNoEntry: false });
    if (isMissing) return '';
    const fault = code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new ConfigurationError([`.env ${fault}. Make it a file that this user can read, or remove it`]);
  }
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') throw new ConfigurationError(['.env is in UTF-16. Save it as UTF-8']);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
