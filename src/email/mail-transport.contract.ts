/** One e-mail to one recipient, as a transport gets it. */
export interface Mail {
  /** Id of the message row. */
  messageId: string;
  /** A bare address. */
  recipient: string;
  subject: string;
  /** The plain-text part. */
  text: string;
  /** The same in HTML. */
  html: string;
}

/**
 * What came of one call.
 * - `accepted`: the mail server took it.
 * - `transient`: nothing was sent; the same call may work later.
 * - `rejected`: this recipient or this e-mail can never work.
 * - `misconfigured`: an operator has to mend something.
 * - `unknown`: the e-mail went out and no answer came; it may have been sent.
 */
export type MailOutcome = AcceptedMail | MailFailure;

export interface AcceptedMail {
  outcome: 'accepted';
  /** The `Message-ID` without its brackets: mail servers log it. */
  providerMessageId: string;
  rawCode?: number;
}

export interface MailFailure {
  outcome: 'transient' | 'rejected' | 'misconfigured' | 'unknown';
  /** The SMTP reply code, where there was a reply. */
  rawCode?: number;
  /** What happened, in a sentence an administrator can act on. Never holds a password, a code or a full address. */
  meaning: string;
}

/** Hands e-mails to whoever delivers them. */
export abstract class MailTransport {
  /** As it stands in the rows of messages and attempts. */
  abstract readonly name: 'smtp' | 'simulation';
  /** E-mails that it takes at once. */
  abstract readonly concurrency: number;
  /** Sends once; no retry inside. Aborts at `signal`. Never throws for what a mail server does: that is an outcome. */
  abstract send(mail: Mail, signal: AbortSignal): Promise<MailOutcome>;
}
