import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { EventPublisher } from '../../events/index.js';
import type { Purpose } from './purpose.policy.js';
import type { VerificationAttempt } from './verification-attempt.js';

/** Writes the events of wrong codes. */
@Injectable()
export class WrongCodeEventService {
  constructor(
    private readonly events: EventPublisher,
    private readonly clock: Clock,
  ) {}

  /** For a code that was compared and is wrong. The last wrong one of a limit locks the number. */
  async record({ counted, exhausted }: VerificationAttempt, purpose: Purpose): Promise<void> {
    const { otpTokenId, recipient, attempts, maxAttempts } = counted;
    const occurredAt = new Date(this.clock.now());
    await this.events.publish({
      type: 'otp.failed',
      subject: otpTokenId,
      recipient,
      data: { challenge_id: otpTokenId, purpose, attempts, attempts_left: Math.max(0, maxAttempts - attempts) },
      occurredAt,
    });
    if (!exhausted) return;
    const data = { purpose, by: exhausted.by, limit: exhausted.limit };
    await this.events.publish({ type: 'number.locked', recipient, data, occurredAt });
  }
}
