import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';

export type ParsedEmailAddress = { ok: true; address: string } | { ok: false; sentence: string };

/** RFC 5321, in octets. */
const MAX_LENGTH = 254;
/**
 * What `domainToASCII` drops, decodes or cuts at, so that another domain would be read than was written. Names in Persian
 * and Indic scripts have U+200C and U+200D in them, which it keeps.
 */
const LOST_IN_DOMAINS = /[\s\p{Cc}%/?#\\:]|(?![\u200c\u200d])\p{Cf}/u;
const SENTENCE = 'Please provide a valid e-mail address, such as name@example.com';

/**
 * Reads one bare address, and writes it in one way: lower case, its domain in ASCII (`bücher.example` is
 * `xn--bcher-kva.example`). Refused: display names, comments, quoted local parts, address literals, line breaks and
 * every other character that has a meaning in a header.
 */
export function parseEmailAddress(input: string): ParsedEmailAddress {
  const written = input.length <= 2 * MAX_LENGTH ? input.trim() : '';
  const at = written.lastIndexOf('@');
  const writtenDomain = written.slice(at + 1);
  const domain = LOST_IN_DOMAINS.test(writtenDomain) ? '' : domainToASCII(writtenDomain);
  const inAscii = `${written.slice(0, Math.max(0, at))}@${domain}`;
  // Before it is in lower case, which turns the Kelvin sign into the letter k.
  const plain = /^[a-z0-9.!#$&'*+/=?^_{|}~-]+@[a-z0-9.-]+$/i.test(inAscii);
  const address = inAscii.toLowerCase();
  if (!plain || address.length > MAX_LENGTH || !isEmail(address)) return { ok: false, sentence: SENTENCE };
  return { ok: true, address };
}

/** The first character and the domain, for logs: `s***@example.com`. */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, Math.min(1, at))}***${address.slice(at)}`;
}
