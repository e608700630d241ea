import { Inject, Injectable } from '@nestjs/common';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import { VerificationRepository } from '../../messaging/index.js';
import { takesFeedback } from '../providers/provider-capabilities.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

/** Tells the provider that delivered a code that it was entered rightly, as Twilio Verify demands for custom codes. */
@Injectable()
export class VerificationFeedbackService {
  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly verifications: VerificationRepository,
    private readonly providers: ProviderRegistry,
  ) {}

  /** @throws when the provider did not take it, so that the queue tries again */
  async report(otpTokenId: string): Promise<void> {
    const message = await this.verifications.of(otpTokenId);
    if (!message && (await this.verifications.isUnderWay(otpTokenId)))
      throw new Error('The acceptance is not recorded yet');
    const provider = message && this.providers.find(message.provider);
    if (!provider || !takesFeedback(provider)) return;
    await provider.reportVerified(message.providerMessageId, AbortSignal.timeout(this.config.timeoutMs));
  }
}
