import { Inject, Injectable } from '@nestjs/common';
import { messagingConfig, VerificationRepository, type MessagingConfig } from '../../messaging/index.js';
import { takesFeedback } from '../providers/provider-capabilities.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

/** Reports codes that were entered correctly to providers that require it. */
@Injectable()
export class VerificationFeedbackService {
  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly verifications: VerificationRepository,
    private readonly providers: ProviderRegistry,
  ) {}

  /** @throws Error if the report failed, so that the queue repeats it */
  async report(otpTokenId: string): Promise<void> {
    const message = await this.verifications.of(otpTokenId);
    if (!message && (await this.verifications.isUnderWay(otpTokenId)))
      throw new Error('The code was verified before its message was recorded as accepted.');
    const provider = message && this.providers.find(message.provider);
    if (!provider || !takesFeedback(provider)) return;
    await provider.reportVerified(message.providerMessageId, AbortSignal.timeout(this.config.timeoutMs));
  }
}
