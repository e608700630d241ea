/** One e-mail to one recipient. */
export interface Mail {
  /** Id of the message row. */
  messageId: string;
  /** A bare address. */
  recipient: string;
  subject: string;
  /** The plain-text part. */
  text: string;
  /** The HTML part, with the same content. */
  html: string;
  /** The code in it, for the simulation. */
  code?: string;
}

/**
 * The outcome of one call.
 * - `accepted`: the mail server accepted the e-mail.
 * - `transient`: nothing was sent; the same call may work later.
 * - `rejected`: no call can work for this recipient or this e-mail.
 * - `misconfigured`: an operator has to change something.
 * - `unknown`: the e-mail went out without an answer; it may have been sent.
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
  /** The SMTP reply code. Absent without a reply. */
  rawCode?: number;
  /** A sentence that an administrator can act on. Never contains a password, a code or a full address. */
  meaning: string;
  /** The address itself is the reason. */
  recipientAtFault?: boolean;
}

/** Sends e-mails through a mail server, or simulates it. */
export abstract class MailTransport {
  /** Stored as the provider of messages and attempts. */
  abstract readonly name: 'smtp' | 'simulation';
  /** E-mails that it can send at the same time. */
  abstract readonly concurrency: number;
  /** Sends once, without retries, and aborts at `signal`. Never throws for a mail server's fault: that is an outcome. */
  abstract send(mail: Mail, signal: AbortSignal): Promise<MailOutcome>;
}
