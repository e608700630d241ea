/**
 * How an SMS leaves: by a template the provider knows, as plain text from the configured sender, or as plain text from
 * the account's own default line.
 */
export type SmsWay = 'lookup' | 'plain' | 'default_line';

/** One SMS to one recipient, as a provider gets it. */
export interface SmsRequest {
  /** Id of the message row. */
  messageId: string;
  /** Numeric id of the message row, for providers that refuse to send the same one twice. */
  localId: bigint;
  /** E.164, such as `+989123456789`. */
  recipient: string;
  /** The text in full. */
  text: string;
  /** The code, for providers that put it into a template of their own. Absent for a text that is no code. */
  code?: string;
  /** How the message is delivered. */
  channel: 'sms' | 'call';
}

/**
 * What came of one call to a provider.
 * - `accepted`: the provider took it.
 * - `transient`: nothing was sent; the same call may work later.
 * - `rejected`: this recipient or this text can never work.
 * - `provider_down`: nothing was sent and this provider will not work now, whatever the message.
 * - `misconfigured`: an operator has to mend something; another way or provider may work.
 * - `unknown`: the request went out and no answer came; it may have been sent.
 */
export type SendOutcome =
  | { outcome: 'accepted'; providerMessageId: string; rawCode?: number; cost?: number }
  | {
      outcome: 'transient' | 'rejected' | 'provider_down' | 'misconfigured' | 'unknown';
      /** The provider's own code, where it gave one. */
      rawCode?: number;
      /** What happened, in a sentence an administrator can act on. Never holds a key, a code or a full number. */
      meaning: string;
      /** The provider asks to be left alone for this long. */
      retryAfterMs?: number;
      /** This way cannot work for this account or template, while the provider's other ways may. */
      tryNextWay?: boolean;
    };

/** What every provider can do. It never throws for what a provider does: that is an outcome. */
export interface SmsProvider {
  /** Short lower-case name, as it stands in `SMS_ROUTES`. */
  readonly name: string;
  /** The ways in which it can send this message, in order: the next is tried where one answers `tryNextWay`. */
  ways(request: SmsRequest): SmsWay[];
  /** Sends once by one way; no retry inside. Aborts at `signal`. */
  send(request: SmsRequest, way: SmsWay, signal: AbortSignal): Promise<SendOutcome>;
  /** Releases its connections. */
  close?(): Promise<void>;
}
