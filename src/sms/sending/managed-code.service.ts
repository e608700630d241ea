import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { VerificationRepository } from '../../messaging/index.js';
import { canManageCodes, takesFeedback } from '../providers/provider-capabilities.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { providersFor } from './sms-routes.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

/** The user is waiting for this call. */
const CHECK_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** Codes that a provider makes and checks itself. */
@Injectable()
export class ManagedCodeService {
  constructor(
    @Inject(smsConfig.KEY) private readonly config: SmsConfig,
    private readonly providers: ProviderRegistry,
    private readonly verifications: VerificationRepository,
  ) {}

  /** Whether any provider wants to know which of its codes were entered correctly. */
  wantsFeedback(): boolean {
    return this.providers.all().some((provider) => takesFeedback(provider) && provider.wantsFeedback);
  }

  /** The first provider of the country's route, if it manages codes. */
  managerFor(country: string): string | undefined {
    const [first] = providersFor(country, this.config);
    const provider = first && this.providers.get(first);
    return provider && canManageCodes(provider) && provider.managesCodes ? provider.name : undefined;
  }

  /**
   * Has the provider check a code. This is the only provider call within a client's request, because only the provider
   * knows the code.
   * @throws AppError sms_unavailable if the provider gives no result
   */
  async check(otpTokenId: string, recipient: string, code: string): Promise<'right' | 'wrong' | 'exhausted' | 'ended'> {
    const message = await this.verifications.of(otpTokenId);
    const provider = message && this.providers.find(message.provider);
    if (!provider || !canManageCodes(provider)) return 'wrong';
    const { providerMessageId } = message;
    const answer = await provider.checkCode(
      { providerMessageId, recipient },
      code,
      AbortSignal.timeout(CHECK_TIMEOUT_MS),
    );
    if (typeof answer === 'string') return answer;
    throw new AppError('sms_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: new Error(answer.meaning) });
  }
}
