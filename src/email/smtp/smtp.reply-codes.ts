/** Where in the conversation a reply came. */
export type SmtpStep = 'connection' | 'login' | 'sender' | 'recipient' | 'content';

export interface SmtpReply {
  outcome: 'transient' | 'rejected' | 'misconfigured';
  /** What the code means there, in a sentence for administrators. */
  meaning: string;
}

/** Replies that are the operator's to mend, wherever they come (RFC 4954, RFC 3207). */
const LOGIN_CODES: Readonly<Record<number, string>> = {
  530: 'The mail server wants a login, or TLS first: look at SMTP_URL.',
  534: 'The mail server wants a stronger way to log in.',
  535: 'The mail server refuses the user or the password of SMTP_URL.',
  538: 'The mail server wants TLS for this login.',
};

/** RFC 5321, section 4.2.3. */
const CODES: Readonly<Record<number, string>> = {
  421: 'The mail server is closing the connection.',
  450: 'The mailbox cannot be reached now, or the mail server wants a second try.',
  451: 'The mail server met an error, or wants a second try.',
  452: 'The mail server has no room now.',
  454: 'The mail server cannot do this now.',
  503: 'The mail server did not expect this command.',
  550: 'There is no such mailbox, or it may not be written to.',
  551: 'The mailbox has moved.',
  552: 'The mailbox is full, or the e-mail is too large.',
  553: 'The mail server does not allow this address.',
  554: 'The mail server refuses the e-mail.',
};

const MISCONFIGURED: Readonly<Record<Exclude<SmtpStep, 'recipient' | 'content'>, string>> = {
  connection: 'The mail server does not talk to this machine.',
  login: 'The mail server refuses the login.',
  sender: 'The mail server does not send for the address of EMAIL_FROM.',
};

const NOT_RELAYED =
  'The mail server does not relay for this sender or this machine: look at EMAIL_FROM, and at the user of SMTP_URL.';

/** The enhanced status code of security and policy at the start of a reply (RFC 3463, section 3.8). */
const POLICY_REPLY = /^\d{3}[ -]#?5\.7\.\d/;

/**
 * What a reply other than yes means. Undefined where it is none that SMTP knows.
 * @param code from the first line of the reply
 * @param reply the whole of it, for its enhanced status code
 */
export function meaningOfReply(code: number, step: SmtpStep, reply = ''): SmtpReply | undefined {
  const forLogin = LOGIN_CODES[code];
  if (forLogin) return { outcome: 'misconfigured', meaning: forLogin };
  const meaning = CODES[code];
  // Only that session was out of order.
  if (code === 503 || (code >= 400 && code < 500)) {
    return { outcome: 'transient', meaning: meaning ?? 'The mail server cannot take it now.' };
  }
  if (code < 500 || code > 599) return undefined;
  // For the content, the same may say that this e-mail looks like spam.
  if (step === 'recipient' && POLICY_REPLY.test(reply)) return { outcome: 'misconfigured', meaning: NOT_RELAYED };
  if (step === 'recipient' || step === 'content') {
    return { outcome: 'rejected', meaning: meaning ?? 'The mail server refuses the e-mail.' };
  }
  return { outcome: 'misconfigured', meaning: MISCONFIGURED[step] };
}
