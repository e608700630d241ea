/** The step of the SMTP session that a reply answers. */
export type SmtpStep = 'connection' | 'login' | 'sender' | 'recipient' | 'content';

export interface SmtpReply {
  outcome: 'transient' | 'rejected' | 'misconfigured';
  /** A sentence for administrators. */
  meaning: string;
  /** The address itself is the reason. */
  recipientAtFault?: true;
}

/** Replies that an operator has to act on, at any step (RFC 4954, RFC 3207). */
const LOGIN_CODES: Readonly<Record<number, string>> = {
  530: 'The mail server requires a login, or TLS first. Check SMTP_URL.',
  534: 'The mail server requires a stronger login method.',
  535: 'The mail server refused the user or the password in SMTP_URL.',
  538: 'The mail server requires TLS for this login.',
};

/** RFC 5321, section 4.2.3. */
const CODES: Readonly<Record<number, string>> = {
  421: 'The mail server is closing the connection.',
  450: 'The mailbox is temporarily unavailable, or the mail server asks for a second try.',
  451: 'The mail server had an error, or asks for a second try.',
  452: 'The mail server has no storage left at the moment.',
  454: 'The mail server cannot do this at the moment.',
  503: 'The mail server did not expect this command.',
  550: 'The mailbox does not exist, or it is not accessible.',
  551: 'The mailbox has moved.',
  552: 'The mailbox is full, or the e-mail is too large.',
  553: 'The mail server does not allow this address.',
  554: 'The mail server refused the e-mail.',
};

/** The mailbox does not exist. */
const ADDRESS_CODES = new Set([550, 551, 553]);

const MISCONFIGURED: Readonly<Record<Exclude<SmtpStep, 'recipient' | 'content'>, string>> = {
  connection: 'The mail server refuses connections from this machine.',
  login: 'The mail server refused the login.',
  sender: 'The mail server does not send for the address in EMAIL_FROM.',
};

const NOT_RELAYED =
  'The mail server does not relay for this sender or this machine. Check EMAIL_FROM, and the user in SMTP_URL.';

/** A reply with an enhanced status code of security or policy (RFC 3463, section 3.8). */
const POLICY_REPLY = /^\d{3}[ -]#?5\.7\.\d/;

/**
 * Translates a negative reply. Undefined for a code that SMTP does not define.
 * @param code from the first line of the reply
 * @param reply the full reply, for its enhanced status code
 */
export function meaningOfReply(code: number, step: SmtpStep, reply = ''): SmtpReply | undefined {
  const forLogin = LOGIN_CODES[code];
  if (forLogin) return { outcome: 'misconfigured', meaning: forLogin };
  const meaning = CODES[code];
  // A 503 is about the order of commands in this session only.
  if (code === 503 || (code >= 400 && code < 500)) {
    return { outcome: 'transient', meaning: meaning ?? 'The mail server cannot accept the e-mail at the moment.' };
  }
  if (code < 500 || code > 599) return undefined;
  // After the content the same code may mean that the e-mail looks like spam.
  if (step === 'recipient' && POLICY_REPLY.test(reply)) return { outcome: 'misconfigured', meaning: NOT_RELAYED };
  if (step === 'recipient' || step === 'content') {
    return {
      outcome: 'rejected',
      meaning: meaning ?? 'The mail server refused the e-mail.',
      ...(step === 'recipient' && ADDRESS_CODES.has(code) && { recipientAtFault: true }),
    };
  }
  return { outcome: 'misconfigured', meaning: MISCONFIGURED[step] };
}
