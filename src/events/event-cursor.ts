import type { EventPosition } from './event.sql.js';

const CURSOR = /^(\d{1,18})\.(\d{1,18})$/;

/** A place in the events, as clients send it back. */
export function writeEventCursor({ tx, seq }: EventPosition): string {
  return Buffer.from(`${tx}.${seq}`).toString('base64url');
}

/** Undefined if `writeEventCursor` cannot have written it. */
export function readEventCursor(text: string): EventPosition | undefined {
  const [, tx, seq] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  return tx === undefined || seq === undefined ? undefined : { tx: BigInt(tx), seq: BigInt(seq) };
}
