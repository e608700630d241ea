import { isISO8601 } from 'class-validator';
import { InvalidArgumentError } from 'commander';

/** Reads a time in an option. */
export function readTime(text: string): Date {
  if (isISO8601(text, { strict: true })) return new Date(text);
  throw new InvalidArgumentError('Write a time such as 2026-01-31T12:00:00Z.');
}
