import { Injectable } from '@nestjs/common';
import { LimitService } from '../../throttling/index.js';
import type { CodeAsk, RiskSignal } from './risk-signal.contract.js';

/** Of an hour, before this one. */
const CODES_TO_RECIPIENT = 2;
/** Of the windows of an address, with this one: its guard has counted it. */
const ASKS_FROM_ADDRESS = 3;

/** The third code to a number within an hour, or the third that an address asks for, is seldom a person's. */
@Injectable()
export class RepeatedAsksSignal implements RiskSignal {
  readonly name = 'repeated_asks';

  constructor(private readonly limits: LimitService) {}

  async isRisky({ recipient, address }: CodeAsk): Promise<boolean> {
    const [toRecipient, fromAddress] = await Promise.all([
      this.limits.codesSentTo(recipient),
      this.limits.codesAskedFrom(address),
    ]);
    return toRecipient >= CODES_TO_RECIPIENT || fromAddress >= ASKS_FROM_ADDRESS;
  }
}
