/**
 * - `passed`: the check was passed, and the token is spent.
 * - `failed`: the token is made up, expired, already spent, or of another site.
 * - `unavailable`: the token could not be checked.
 */
export type HumanVerdict = 'passed' | 'failed' | 'unavailable';

/** Who is checked. */
export interface CheckedClient {
  /** IP address. */
  address: string;
  /** From 0 to 1: a check whose difficulty can grow is harder for a request that is more suspicious. */
  suspicion: number;
}

/** The challenge of a proof of work. Public. */
export interface WorkChallenge {
  algorithm: string;
  challenge: string;
  maxnumber?: number;
  salt: string;
  signature: string;
}

/** Verifies the tokens of one kind of human check. */
export interface HumanVerifier {
  /**
   * Verifies a token once, since a token can be checked only once. Never throws; logs why it is `unavailable`.
   */
  verify(token: string, client: CheckedClient, signal: AbortSignal): Promise<HumanVerdict>;
  /** A challenge for the client to solve, if the check has one. Public. */
  challenge?(suspicion: number): Promise<WorkChallenge>;
}
