import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';

export type ParsedEmailAddress = { ok: true; address: string } | { ok: false; sentence: string };

/** RFC 5321, in octets. */
const MAX_LENGTH = 254;
const SENTENCE = 'Please provide a valid e-mail address, such as name@example.com';

/**
 * Reads one bare address, and writes it in one way: lower case, its domain in ASCII (`bücher.example` is
 * `xn--bcher-kva.example`). Refused: display names, comments, quoted local parts, address literals, line breaks and
 * every other character that has a meaning in a header.
 */
export function parseEmailAddress(input: string): ParsedEmailAddress {
  const written = input.length <= 2 * MAX_LENGTH ? input.trim() : '';
  const at = written.lastIndexOf('@');
  const domain = domainToASCII(written.slice(at + 1));
  const address = `${written.slice(0, Math.max(0, at))}@${domain}`.toLowerCase();
  const plain = /^[a-z0-9.!#$&'*+/=?^_{|}~-]+@[a-z0-9.-]+$/.test(address);
  if (!plain || address.length > MAX_LENGTH || !isEmail(address)) return { ok: false, sentence: SENTENCE };
  return { ok: true, address };
}

/** The first character and the domain, for logs: `s***@example.com`. */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, Math.min(1, at))}***${address.slice(at)}`;
}
