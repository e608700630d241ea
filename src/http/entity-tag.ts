import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const TAG_LENGTH = 22;

/** The `ETag` of a content: changes if and only if the content does. */
export function entityTagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, TAG_LENGTH)}"`;
}

/**
 * Sets the tag of an answer, and the status 304 if the client has that content already.
 * @returns whether the client has it, so that the answer needs no body
 */
export function isUnchanged(reply: FastifyReply, tag: string): boolean {
  void reply.header('ETag', tag);
  const known = reply.request.headers['if-none-match']?.split(',').map((text) => text.trim().replace(/^W\//, '')) ?? [];
  if (!known.includes(tag) && !known.includes('*')) return false;
  void reply.status(304);
  return true;
}
