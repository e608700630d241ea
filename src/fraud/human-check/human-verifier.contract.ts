/**
 * - `passed`: the check was passed, and the token is spent.
 * - `failed`: the token is made up, expired, already spent, or of another site.
 * - `unavailable`: the token could not be checked.
 */
export type HumanVerdict = 'passed' | 'failed' | 'unavailable';

/** Verifies the tokens of one kind of human check. */
export interface HumanVerifier {
  /**
   * Verifies a token once, since a token can be checked only once. Never throws; logs why it is `unavailable`.
   * @param client.address IP address of the client
   */
  verify(token: string, client: { address: string }, signal: AbortSignal): Promise<HumanVerdict>;
}
