/** A wish for a code, before anything is counted for the recipient. */
export interface CodeAsk {
  /** Normalised: E.164, or an e-mail address in lower case. */
  recipient: string;
  /** The client's, IPv4 or IPv6. */
  address: string;
}

/** A reason to ask whether a human is there. It knows nothing of accounts, so it tells nothing of them. */
export interface RiskSignal {
  /** For the log. */
  readonly name: string;
  /** Counts nothing. @throws AppError `service_unavailable` when it cannot tell */
  isRisky(ask: CodeAsk): Promise<boolean>;
}
