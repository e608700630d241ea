import { AppError } from '../../common/app-error.js';
import { countFraudDecision } from '../../metrics/index.js';
import type { HumanCheckConfig } from './human-check.config.js';
import type { HumanVerifier, WorkChallenge } from './human-verifier.contract.js';
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

/** What a client needs in order to pass a check. */
export interface Invitation {
  provider: string;
  site_key?: string;
  challenge?: WorkChallenge;
}

export interface CheckedRequest extends CodeRequest {
  captchaToken?: string;
  /** From 0 to 1 if the guard requires a check, whatever the demand is. */
  suspicion?: number;
}

/** Requires a passed human check before a code is sent: always, when the request is risky, or when the guard asks for it. */
export class HumanCheckService {
  /**
   * @param check undefined: no request needs a check, unless the guard asks for one
   * @param fallback what the guard asks for then
   */
  constructor(
    private readonly check: ActiveCheck | undefined,
    private readonly risk: Pick<RequestRiskService, 'isRisky'>,
    private readonly fallback?: ActiveCheck,
  ) {}

  /**
   * Call it before anything is counted or stored for the recipient, and after every other check of the request, because
   * a token that passes is spent. A token that is not required is ignored.
   * @throws AppError captcha_required, captcha_invalid; service_unavailable when the token or the risk cannot be checked
   * (docs/adr/0016)
   */
  async assertPassed(request: CheckedRequest): Promise<void> {
    const check = await this.requiredFor(request);
    if (!check) return;
    const { captchaToken, suspicion = 0 } = request;
    if (!captchaToken) {
      countFraudDecision('human_check', 'challenge');
      throw new AppError('captcha_required', { extensions: { captcha: await invitationOf(check, suspicion) } });
    }
    const client = { address: withoutIpv6Prefix(request.address), suspicion };
    switch (await check.verifier.verify(captchaToken, client, AbortSignal.timeout(DEADLINE_MS))) {
      case 'passed':
        countFraudDecision('human_check', 'allow');
        return;
      case 'failed':
        countFraudDecision('human_check', 'block');
        throw new AppError('captcha_invalid', { extensions: { captcha: await invitationOf(check, suspicion) } });
      case 'unavailable':
        throw new AppError('service_unavailable', { detail: UNAVAILABLE, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }

  /** What a client needs in order to pass the check before it asks for a code. @throws AppError not_found */
  async invitation(): Promise<Invitation> {
    const check = this.check ?? this.fallback;
    if (!check) throw new AppError('not_found');
    return invitationOf(check, 0);
  }

  private async requiredFor({ suspicion, recipient, address }: CheckedRequest): Promise<ActiveCheck | undefined> {
    if (suspicion !== undefined) return this.check ?? this.fallback;
    if (!this.check) return undefined;
    return this.check.demand === 'always' || (await this.risk.isRisky({ recipient, address })) ? this.check : undefined;
  }
}

async function invitationOf({ provider, siteKey, verifier }: ActiveCheck, suspicion: number): Promise<Invitation> {
  const challenge = await verifier.challenge?.(suspicion);
  return { provider, ...(challenge ? { challenge } : { site_key: siteKey }) };
}

/** An IPv4 address that an IPv6 socket reports as `::ffff:192.0.2.1`. */
function withoutIpv6Prefix(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
