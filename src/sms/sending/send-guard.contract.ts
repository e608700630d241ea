export interface MessageToAllow {
  id: string;
  /** E.164. */
  recipient: string;
  /** ISO country. */
  country: string;
  /** How many segments its text has. */
  segments: number;
}

/** What must allow a message that is not a code of Ramz. */
export interface SendGuard {
  /** @throws AppError if nothing may be sent to a number */
  assertNotBlocked(recipient: string, country: string): void;

  /**
   * Sets aside what the messages of a send will cost, of all or of none.
   * @returns what gives it back if they cannot be stored; it never throws
   * @throws AppError if they would cost too much
   */
  setAside(messages: readonly MessageToAllow[]): Promise<() => Promise<void>>;
}
