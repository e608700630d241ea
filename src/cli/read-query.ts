import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { UsageError } from './usage.error.js';

/**
 * Reads options by the rules of the route that takes them.
 * @throws UsageError with the sentences of the route
 */
export async function readQuery<T extends object>(Query: new () => T, options: Record<string, unknown>): Promise<T> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const query = plainToInstance(Query, given);
  const faults = await validate(query, { stopAtFirstError: true });
  if (faults.length === 0) return query;
  throw new UsageError(faults.flatMap(({ constraints = {} }) => Object.values(constraints)).join('; '));
}
