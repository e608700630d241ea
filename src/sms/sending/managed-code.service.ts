import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { smsConfig, type SmsConfig } from './sms.config.js';
import { VerificationRepository } from '../../messaging/index.js';
import { canManageCodes, takesFeedback } from '../providers/provider-capabilities.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { providersFor } from './sms-routes.policy.js';

/** The user waits for this call. */
const CHECK_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** Codes that a provider makes and checks itself (Twilio Verify with `TWILIO_VERIFY_MODE=managed`). */
@Injectable()
export class ManagedCodeService {
  constructor(
    @Inject(smsConfig.KEY) private readonly config: SmsConfig,
    private readonly providers: ProviderRegistry,
    private readonly verifications: VerificationRepository,
  ) {}

  /** Whether a provider is to be told which of the codes it delivered were entered correctly. */
  wantsFeedback(): boolean {
    return this.providers.all().some((provider) => takesFeedback(provider) && provider.wantsFeedback);
  }

  /** The provider that manages codes to a country: the first of its route, where that one does. */
  managerFor(country: string): string | undefined {
    const [first] = providersFor(country, this.config);
    const provider = first && this.providers.get(first);
    return provider && canManageCodes(provider) && provider.managesCodes ? provider.name : undefined;
  }

  /**
   * Asks the provider whether the code is right. The one call to a provider inside a client's request: nobody else knows.
   * @throws AppError sms_unavailable when the provider does not say
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
