import { existsSync } from 'node:fs';
import { ConfigurationError } from './configuration.error.js';

/** Variables that are set; an empty one counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Adds the variables of the `.env` file in the working folder to those of the process, which take precedence. */
export function loadEnvironmentFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** The variables of this process. */
export function processEnvironment(): Environment {
  return withoutEmpty(process.env);
}

export function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

/** Checks all parts, so that one start shows every fault. @throws ConfigurationError */
export function assertEnvironment(
  parts: readonly { findFaults(environment: Environment): string[] }[],
  environment: Environment,
): void {
  const faults = parts.flatMap((part) => part.findFaults(environment));
  if (faults.length > 0) throw new ConfigurationError(faults);
}
