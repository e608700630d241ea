import { Logger } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { HumanCheckConfig } from './human-check.config.js';
import type { HumanVerifier } from './human-check.verifier.js';
import type { CodeAsk, RiskSignal } from './risk-signal.contract.js';

/** A person waits. */
const DEADLINE_MS = 5000;
const RETRY_AFTER_SECONDS = 5;
const UNAVAILABLE = 'Whether you are human cannot be checked right now. Please try again in a moment.';

type Captcha = NonNullable<HumanCheckConfig['check']>;

export interface ActiveCheck extends Pick<Captcha, 'provider' | 'demand'> {
  siteKey?: string;
  verifier: HumanVerifier;
}

/** Has clients show that a human is there before a code is sent: always, or where a risk is seen. */
export class HumanCheckService {
  private readonly logger = new Logger(HumanCheckService.name);

  /** @param check absent: nobody is asked */
  constructor(
    private readonly check: ActiveCheck | undefined,
    private readonly signals: readonly RiskSignal[],
  ) {}

  /**
   * To be called before anything of the recipient's is counted or stored, the last of what can refuse a request for its
   * own sake: a token that passes is spent. Where no check is demanded a token is not looked at.
   *
   * @throws AppError captcha_required, captcha_invalid; service_unavailable when nobody can tell (docs/adr/0016)
   */
  async assertPassed({ captchaToken, ...ask }: CodeAsk & { captchaToken?: string }): Promise<void> {
    if (!this.check || !(await this.isDemanded(this.check, ask))) return;
    const { verifier, provider, siteKey } = this.check;
    const members = { captcha: { provider, site_key: siteKey } };
    if (!captchaToken) throw new AppError('captcha_required', { members });
    const client = { address: plain(ask.address) };
    switch (await verifier.verify(captchaToken, client, AbortSignal.timeout(DEADLINE_MS))) {
      case 'passed':
        return;
      case 'failed':
        throw new AppError('captcha_invalid', { members });
      case 'unavailable':
        throw new AppError('service_unavailable', { detail: UNAVAILABLE, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }

  private async isDemanded({ demand }: ActiveCheck, ask: CodeAsk): Promise<boolean> {
    if (demand === 'always') return true;
    for (const signal of this.signals) {
      if (!(await signal.isRisky(ask))) continue;
      this.logger.debug({ message: 'A human check is demanded', signal: signal.name });
      return true;
    }
    return false;
  }
}

/** IPv4 that a socket of IPv6 reports as `::ffff:192.0.2.1`. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
