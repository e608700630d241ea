import { AppError } from '../../common/app-error.js';
import { countFraudDecision } from '../../metrics/index.js';
import type { HumanCheckConfig } from './human-check.config.js';
import type { HumanVerifier } from './human-verifier.contract.js';
import type { CodeRequest, RequestRiskService } from './request-risk.service.js';

/** Short, because a person waits for the answer. */
const DEADLINE_MS = 5000;
const RETRY_AFTER_SECONDS = 5;
const UNAVAILABLE = 'The human check is not available right now. Please try again shortly.';

type EnabledCheck = NonNullable<HumanCheckConfig['check']>;

/** A check that is switched on, with the verifier of its tokens. */
export interface ActiveCheck extends Pick<EnabledCheck, 'provider' | 'siteKey' | 'demand'> {
  verifier: HumanVerifier;
}

/** Requires a passed human check before a code is sent: always, or when the request is risky. */
export class HumanCheckService {
  /** @param check undefined: no request needs a check */
  constructor(
    private readonly check: ActiveCheck | undefined,
    private readonly risk: Pick<RequestRiskService, 'isRisky'>,
  ) {}

  /**
   * Call it before anything is counted or stored for the recipient, and after every other check of the request, because
   * a token that passes is spent. A token that is not required is ignored.
   * @throws AppError captcha_required, captcha_invalid; service_unavailable when the token or the risk cannot be checked
   * (docs/adr/0016)
   */
  async assertPassed({ captchaToken, ...request }: CodeRequest & { captchaToken?: string }): Promise<void> {
    if (!this.check || !(await this.isRequired(this.check, request))) return;
    const { verifier, provider, siteKey } = this.check;
    const extensions = { captcha: { provider, site_key: siteKey } };
    if (!captchaToken) {
      countFraudDecision('human_check', 'challenge');
      throw new AppError('captcha_required', { extensions });
    }
    const client = { address: withoutIpv6Prefix(request.address) };
    switch (await verifier.verify(captchaToken, client, AbortSignal.timeout(DEADLINE_MS))) {
      case 'passed':
        countFraudDecision('human_check', 'allow');
        return;
      case 'failed':
        countFraudDecision('human_check', 'block');
        throw new AppError('captcha_invalid', { extensions });
      case 'unavailable':
        throw new AppError('service_unavailable', { detail: UNAVAILABLE, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }

  private async isRequired({ demand }: ActiveCheck, request: CodeRequest): Promise<boolean> {
    return demand === 'always' || this.risk.isRisky(request);
  }
}

/** An IPv4 address that an IPv6 socket reports as `::ffff:192.0.2.1`. */
function withoutIpv6Prefix(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
