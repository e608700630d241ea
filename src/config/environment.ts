import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Environment variables by name. An empty one counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Adds the variables of `.env` in the working directory to those of the process, which take precedence, even if empty. */
export function loadEnvironmentFile(): void {
  if (existsSync('.env')) Object.assign(process.env, { ...parseEnv(readFileSync('.env', 'utf8')), ...process.env });
}

/** Returns the variables of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Removes the variables that count as unset. */
export function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}
