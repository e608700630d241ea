import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import { removeInvisible, toAsciiDigits, toHalfWidth } from './text-cleaning.js';

export type ParsedEmailAddress = { ok: true; address: string } | { ok: false; sentence: string };

/** Limit of RFC 5321 in octets. */
const MAX_LENGTH = 254;
/** White space and invisible characters around an address. */
const EDGES = /^[\s\p{Default_Ignorable_Code_Point}]+|[\s\p{Default_Ignorable_Code_Point}]+$/gu;
/** Invisible characters except the two that occur in Persian and Indic names. */
const MARKS = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;
/** Characters that `domainToASCII` drops, decodes or cuts at, which would change the domain. */
const CHANGED_IN_DOMAINS = /[\s\p{Cc}%/?#\\:]|(?![\u200c\u200d])\p{Cf}/u;
const ASCII = /^[\0-\x7f]*$/;
const SENTENCE = 'Please provide a valid e-mail address, such as name@example.com';

/**
 * Parses one bare address and normalises it: without invisible characters, with ASCII digits, in lower case, and the
 * domain in ASCII (`bücher.example` becomes `xn--bcher-kva.example`). Refuses display names, comments, quoted local
 * parts, address literals, line breaks and every other character with a meaning in headers.
 */
export function parseEmailAddress(input: string): ParsedEmailAddress {
  const written = input.length <= 2 * MAX_LENGTH ? toHalfWidth(input).replace(EDGES, '') : '';
  const at = written.lastIndexOf('@');
  const local = toAsciiDigits(removeInvisible(written.slice(0, Math.max(0, at))));
  const inAscii = `${local}@${asciiDomain(written.slice(at + 1))}`;
  // Checked before the conversion to lower case, which turns the Kelvin sign into the letter k.
  const plain = /^[a-z0-9.!#$&'*+/=?^_{|}~-]+@[a-z0-9.-]+$/i.test(inAscii);
  const address = inAscii.toLowerCase();
  if (!plain || address.length > MAX_LENGTH || !isEmail(address)) return { ok: false, sentence: SENTENCE };
  return { ok: true, address };
}

/** Providers that ignore dots before the @. */
const DOTLESS_DOMAINS: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);

/**
 * One address for all the ways to write a mailbox, for limits only: without its `+tag` and, where the provider ignores them,
 * its dots. Phone numbers and addresses that nothing would be left of are returned unchanged.
 * @param recipient as `parseEmailAddress` returns it, or E.164
 */
export function mailboxOf(recipient: string): string {
  const at = recipient.lastIndexOf('@');
  if (at === -1) return recipient;
  const domain = recipient.slice(at + 1);
  const [local = ''] = recipient.slice(0, at).split('+');
  const isDotless = DOTLESS_DOMAINS.has(domain);
  const mailbox = isDotless ? local.replaceAll('.', '') : local;
  return mailbox === '' ? recipient : `${mailbox}@${isDotless ? 'gmail.com' : domain}`;
}

/** Masks an address for logs, except its first character and its domain: `s***@example.com`. */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, Math.min(1, at))}***${address.slice(at)}`;
}

/** Returns an empty text for what is no domain. Digits and joiners of another script are kept only in names of such a script. */
function asciiDomain(written: string): string {
  const cleaned = toAsciiDigits(removeInvisible(written));
  const readings = ASCII.test(cleaned) ? [cleaned] : [written.replace(MARKS, ''), removeInvisible(written)];
  const names = readings.filter((reading) => !CHANGED_IN_DOMAINS.test(reading)).map(domainToASCII);
  return names.find((name) => name !== '') ?? '';
}
