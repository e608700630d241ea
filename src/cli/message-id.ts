import { isUUID } from 'class-validator';
import { UsageError } from './usage.error.js';

/** @throws UsageError for text that is no id */
export function readMessageId(text: string): string {
  if (isUUID(text)) return text.toLowerCase();
  throw new UsageError('The id of a message is a UUID. Find it with: ramz messages --phone NUMBER');
}
