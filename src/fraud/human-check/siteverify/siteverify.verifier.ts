import { Logger } from '@nestjs/common';
import type { Clock } from '../../../common/clock.js';
import { LogThrottle } from '../../../logging/index.js';
import type { CheckedClient, HumanVerdict, HumanVerifier } from '../human-verifier.contract.js';
import type { SiteverifyClient, SiteverifyReply } from './siteverify.client.js';
import type { SiteverifyProvider } from './siteverify.providers.js';

const LOG_INTERVAL_MS = 60_000;

export interface SiteverifyAccount {
  secret: string;
  siteKey?: string;
  /** Replaces the address of the provider. */
  verifyUrl?: string;
}

/** Has tokens verified by a provider that speaks `siteverify`. */
export class SiteverifyVerifier implements HumanVerifier {
  private readonly logger = new Logger('HumanCheck');
  private readonly throttle: LogThrottle;

  constructor(
    private readonly provider: SiteverifyProvider,
    private readonly account: SiteverifyAccount,
    private readonly client: SiteverifyClient,
    clock: Clock,
  ) {
    this.throttle = new LogThrottle(LOG_INTERVAL_MS, clock);
  }

  async verify(token: string, client: Pick<CheckedClient, 'address'>, signal: AbortSignal): Promise<HumanVerdict> {
    const { url, maxTokenLength = Infinity, takesSiteKey } = this.provider;
    const { secret, siteKey, verifyUrl = url } = this.account;
    if (token.length > maxTokenLength) return 'failed';
    const form = {
      secret,
      response: token,
      remoteip: client.address,
      ...(takesSiteKey && siteKey && { sitekey: siteKey }),
    };
    const answer = await this.client.ask(verifyUrl, form, signal);
    if (answer.ok) return this.verdictOf(answer.reply);
    this.log('human check unavailable', { reason: answer.reason });
    return 'unavailable';
  }

  /**
   * Faults take precedence over refusals: with wrong keys the token may not have been checked. An undocumented code
   * refuses the token, because a client can get another one, and is logged, because it may be a fault.
   */
  private verdictOf(reply: SiteverifyReply): HumanVerdict {
    if (reply.success) return 'passed';
    const { refusals, faults } = this.provider;
    const codes = reply['error-codes'];
    const fault = codes.find((code) => faults.has(code));
    if (fault) {
      this.log('human check unavailable', { code: fault, reason: faults.get(fault) });
      return 'unavailable';
    }
    const undocumented = codes.find((code) => !refusals.has(code));
    if (undocumented !== undefined) this.log('token refused with an undocumented code', { code: undocumented });
    return 'failed';
  }

  private log(message: string, fields: Record<string, unknown>): void {
    if (this.throttle.admits()) this.logger.error({ message, provider: this.provider.name, ...fields });
  }
}
