import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { readRecipient } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { CodeGuardService } from '../../fraud/index.js';
import { OutboxService } from '../../messaging/index.js';
import { countVerification } from '../../metrics/index.js';
import { ManagedCodeService } from '../../sms/index.js';
import { LimitService } from '../../throttling/index.js';
import type { SentCode } from './code-request.service.js';
import { OtpTokenRepository } from './otp-token.repository.js';
import type { Purpose } from './purpose.policy.js';
import { RepeatableCodeRequestService } from './repeatable-code-request.service.js';

/** Such a code signs nobody in to Ramz. */
const PURPOSE = 'phone_verification' satisfies Purpose;

/** A code that another auth server has made and will check. */
export interface GivenCode {
  phoneNumber: string;
  code: string;
  locale?: string;
  /** Name of the server. */
  givenBy: string;
  /** The same key sends the code once. */
  key: string;
}

/** Sends codes of other auth servers, as if Ramz had made them, so that limits, routes and figures are those of any code. */
@Injectable()
export class GivenCodeService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    private readonly requests: RepeatableCodeRequestService,
    private readonly otpTokens: OtpTokenRepository,
    private readonly limits: LimitService,
    private readonly guard: CodeGuardService,
    private readonly managed: ManagedCodeService,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError as `RepeatableCodeRequestService.ask` does */
  async send({ phoneNumber, code, locale, givenBy, key }: GivenCode): Promise<SentCode> {
    const client = { address: requesterOf(givenBy) };
    const request = { recipient: { phoneNumber }, purpose: PURPOSE, givenCode: code, locale, client } as const;
    const { sent } = await this.requests.ask(request, key);
    return sent;
  }

  /** Uses the newest live code of a server for this number, which the server has found to be right. */
  async markEntered(phoneNumber: string, givenBy: string): Promise<boolean> {
    const { defaultCountry } = this.installation;
    const recipient = readRecipient({ phoneNumber }, { defaultCountry, channel: 'call' }).value;
    const requesterKey = this.limits.requesterKeyOf({ address: requesterOf(givenBy) });
    const now = new Date(this.clock.now());
    const id = await this.otpTokens.newestLive({ recipient, purpose: PURPOSE, requesterKey }, now);
    const used = id === undefined ? undefined : await this.otpTokens.use(id, now);
    if (id === undefined || !used) return false;
    await this.guard.drain(recipient);
    countVerification({ purpose: PURPOSE, channel: used.channel, result: 'verified' });
    if (this.managed.wantsFeedback()) await this.outbox.enqueueFeedback(id);
    return true;
  }
}

/** In place of a client address, which is that of the server for all its users. */
function requesterOf(server: string): string {
  return `auth server ${server}`;
}
