import type { MessageCursor } from '../../messaging/index.js';

const CURSOR = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** The latest time that a Date can hold. */
const MAX_TIME = 8_640_000_000_000_000;

/** A place in the list, as clients send it back. */
export function writeCursor({ createdAt, id }: MessageCursor): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');
}

/** Undefined if `writeCursor` cannot have written it. */
export function readCursor(text: string): MessageCursor | undefined {
  const [, time, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (time === undefined || id === undefined || Number(time) > MAX_TIME) return undefined;
  return { createdAt: new Date(Number(time)), id };
}
