import type { AlertPosition } from '../../alerts/index.js';

const CURSOR = /^(\d{1,15})\.([^]+)$/;
/** The latest time that a Date can hold. */
const MAX_TIME = 8_640_000_000_000_000;

/** A place in the list, as clients send it back. */
export function writeAlertCursor({ raisedAt, name }: AlertPosition): string {
  return Buffer.from(`${raisedAt.getTime()}.${name}`).toString('base64url');
}

/** Undefined if `writeAlertCursor` cannot have written it. */
export function readAlertCursor(text: string): AlertPosition | undefined {
  const [, time, name] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (time === undefined || name === undefined || Number(time) > MAX_TIME || name.includes('\0')) return undefined;
  return { raisedAt: new Date(Number(time)), name };
}
