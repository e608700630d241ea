import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { readRecipient, recipientInputOf } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { SimulatedMessageRepository, type KeptMessage } from '../../messaging/index.js';

const LIMIT = 100;
/** A message is sent within milliseconds, unless its number is one of those that fail. */
const LONGEST_WAIT_MS = 5000;
const POLL_MS = 50;

/** Finds what the simulation sent to nobody. */
@Injectable()
export class SimulatedMessageService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    private readonly messages: SimulatedMessageRepository,
  ) {}

  /**
   * The newest first. For one recipient it waits, for some seconds, until the worker has sent what is queued: a test that
   * has requested a code finds it with one call.
   * @param to a number or an address, as clients may write them; undefined: of everybody
   * @throws AppError phone_number_invalid, email_invalid
   */
  async find(to: string | undefined): Promise<KeptMessage[]> {
    if (to === undefined) return this.messages.find(undefined, LIMIT);
    const { defaultCountry } = this.installation;
    const { value } = readRecipient(recipientInputOf(to), { defaultCountry, channel: 'call' }, 'to');
    const end = Date.now() + LONGEST_WAIT_MS;
    while (Date.now() < end && (await this.messages.isExpected(value))) await delay(POLL_MS);
    return this.messages.find(value, LIMIT);
  }
}
