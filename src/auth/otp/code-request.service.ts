import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError, errorCodeOf } from '../../common/app-error.js';
import { Clock, secondsBetween } from '../../common/clock.js';
import { readRecipient, type Recipient, type RecipientInput } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { emailConfig, type EmailConfig } from '../../email/index.js';
import { CodeGuardService } from '../../fraud/index.js';
import type { Client } from '../../http/index.js';
import { countCodeRequest, countRateLimited, NONE, OTHER } from '../../metrics/index.js';
import { MessagePayloadCipher, OutboxService, type MessagePayload } from '../../messaging/index.js';
import { ManagedCodeService, SmsAvailabilityService, smsConfig, type SmsConfig } from '../../sms/index.js';
import { LimitService } from '../../throttling/index.js';
import { currentTraceparent } from '../../tracing/index.js';
import { UserRepository } from '../users/user.repository.js';
import type { Channel } from './channel.js';
import { CodeDraftService, type CodeDraft } from './code-draft.service.js';
import { CodeHasher } from './code-hasher.js';
import { otpConfig, type OtpConfig, type TestNumber } from './otp.config.js';
import { otpPolicy } from './otp.policy.js';
import type { NewOtpToken } from './issue-otp-token.sql.js';
import { OtpTokenRepository } from './otp-token.repository.js';
import { serves, type Purpose } from './purpose.policy.js';

/** How a client wants its code delivered. */
export interface DeliveryOptions {
  channel?: Channel;
  locale?: string;
  captchaToken?: string;
  client: Client;
}

export interface CodeRequest extends DeliveryOptions {
  recipient: RecipientInput;
  purpose: Purpose;
  /** The signed-in user who wants to verify a number or an address. */
  userId?: string;
  /** The id that the challenge gets; a new one where absent. */
  challengeId?: string;
  /** The code itself, if an auth server has made it. Such a server has checked its user by its own means. */
  givenCode?: string;
}

/** A request with everything that is chosen for the client. */
type IdentifiedRequest = CodeRequest & { channel: Channel; challengeId: string };

export interface SentCode {
  /** E.164, or an e-mail address. */
  recipient: string;
  channel: Channel;
  challengeId: string;
  expiresInSeconds: number;
  resendInSeconds: number;
}

export type CodeResult = ({ result: 'sent' } & SentCode) | RateLimited;

interface RateLimited {
  result: 'rate_limited';
  /** The name of the limit. */
  limit: string;
  retryAfterSeconds: number;
}

/** How the message with the code is sent. */
interface Route {
  channel: Channel;
  /** E.164, or an e-mail address. */
  recipient: string;
  /** Provider that makes and checks the code itself. */
  managedBy?: string;
}

/** Creates codes and puts their messages into the outbox. Calls no provider. */
@Injectable()
export class CodeRequestService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    @Inject(emailConfig.KEY) private readonly email: EmailConfig,
    private readonly otpTokens: OtpTokenRepository,
    private readonly hasher: CodeHasher,
    private readonly drafts: CodeDraftService,
    private readonly users: UserRepository,
    private readonly limits: LimitService,
    private readonly guard: CodeGuardService,
    private readonly availability: SmsAvailabilityService,
    private readonly managed: ManagedCodeService,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError validation_failed, phone_number_invalid, email_invalid, email_disabled, channel_unavailable,
   * captcha_required, captcha_invalid, destination_not_allowed, destination_suspended,
   * rate_limited, sms_disabled, sms_not_configured, sms_unavailable, service_unavailable
   */
  async ask(request: CodeRequest): Promise<CodeResult> {
    const channel = request.channel ?? (request.recipient.email === undefined ? 'sms' : 'email');
    const labels = { purpose: request.purpose, channel, country: request.recipient.email === undefined ? OTHER : NONE };
    try {
      const recipient = this.readRecipient(request, channel);
      if (recipient.kind === 'phone') labels.country = recipient.country;
      const result = await this.issue({ challengeId: uuidv7(), ...request, channel }, recipient);
      countCodeRequest({ ...labels, result: result.result === 'sent' ? 'accepted' : result.result });
      if (result.result === 'rate_limited') countRateLimited(result.limit);
      return result;
    } catch (error) {
      countCodeRequest({ ...labels, result: errorCodeOf(error) });
      throw error;
    }
  }

  private async issue(request: IdentifiedRequest, recipient: Recipient): Promise<CodeResult> {
    const { channel } = request;
    const now = this.clock.now();
    const testNumber = this.testNumber(recipient, now);
    const route = testNumber ? undefined : await this.routeTo(request, recipient, channel);
    // Users of an auth server share its address, and have passed its own checks.
    const address = request.givenCode === undefined ? request.client.address : undefined;
    const { client, captchaToken, challengeId } = request;
    const isSent = route !== undefined;
    const draft = this.drafts.draft({
      code: request.givenCode ?? testNumber?.code,
      locale: request.locale,
      acceptLanguage: client.acceptLanguage,
      country: recipient.kind === 'phone' ? recipient.country : this.installation.defaultCountry,
      route,
      now,
    });
    const passage = await this.guard.admit({
      challengeId,
      recipient,
      channel,
      segments: draft.segments ?? 1,
      address,
      device: client.device,
      captchaToken,
      isSent,
    });
    const result = await this.store(request, recipient, route, draft, now).catch(async (error: unknown) => {
      await this.guard.withdraw(passage);
      throw error;
    });
    if (result.result === 'rate_limited') await this.guard.withdraw(passage);
    await passage.recorded;
    return result;
  }

  /** Counts the request against the limits of its recipient, and stores the code with its message. */
  private async store(
    request: IdentifiedRequest,
    recipient: Recipient,
    route: Route | undefined,
    draft: CodeDraft,
    now: number,
  ): Promise<CodeResult> {
    const taken = await this.limits.takeForCode(recipient.value, request.purpose);
    if (!taken.ok) return { result: 'rate_limited', limit: taken.rule, retryAfterSeconds: taken.retryAfterSeconds };
    const otpToken = this.newOtpToken(request, recipient, route, draft, new Date(now));
    const issued = await this.otpTokens.issue(otpToken).catch(async (error: unknown) => {
      await this.limits.giveBackCode(recipient.value, request.purpose, taken.takenAt);
      throw error;
    });
    if (!issued) {
      await this.limits.giveBackRequest(recipient.value, request.purpose, taken.takenAt);
      const resendAt = await this.otpTokens.resendAt(otpToken);
      return {
        result: 'rate_limited',
        limit: 'resend_cooldown',
        retryAfterSeconds: Math.max(1, secondsBetween(now, resendAt?.getTime() ?? now)),
      };
    }
    const { message } = otpToken;
    if (message) this.outbox.enqueue(message.id, message.channel);
    return {
      result: 'sent',
      recipient: recipient.value,
      channel: request.channel,
      challengeId: otpToken.id,
      expiresInSeconds: secondsBetween(now, issued.expiresAt.getTime()),
      resendInSeconds: secondsBetween(now, issued.resendAt.getTime()),
    };
  }

  private readRecipient({ recipient: input, purpose }: CodeRequest, channel: Channel): Recipient {
    const { defaultCountry } = this.installation;
    const recipient = readRecipient(input, { defaultCountry, channel: channel === 'call' ? 'call' : 'sms' });
    if (!serves(purpose, recipient.kind)) {
      throw invalid('purpose', `${purpose} needs ${recipient.kind === 'email' ? 'a phone_number' : 'an email'}`);
    }
    if (recipient.kind === 'email' && channel !== 'email') {
      throw invalid('channel', 'channel must be email when email is sent');
    }
    if (purpose === 'phone_verification' && channel === 'email') {
      throw invalid('channel', 'channel must be sms or call: an e-mail does not verify a phone number');
    }
    if (channel === 'email' && !this.email.enabled) throw new AppError('email_disabled');
    if (!this.otp.channels.includes(channel)) {
      const offered = this.otp.channels.filter((name) => name !== 'email' || this.email.enabled);
      const detail = `Codes cannot be sent by this channel. Please use ${offered.join(' or ')}.`;
      throw new AppError('channel_unavailable', { detail });
    }
    return recipient;
  }

  private testNumber(recipient: Recipient, now: number): TestNumber | undefined {
    return this.otp.testNumbers.find(({ phone, endsAt }) => phone === recipient.value && now < endsAt.getTime());
  }

  /**
   * With a number and the channel `email`, the code goes to the address that the owner of the number has verified, or as
   * a text if there is none. A stranger must not learn which, so neither case checks whether texts can be sent now, and
   * no provider manages the code. A provider that manages codes keeps one for each number, so it gets those of anonymous
   * sign-ins alone; codes for other purposes or for a signed-in user would end them.
   */
  private async routeTo({ purpose, userId }: CodeRequest, recipient: Recipient, channel: Channel): Promise<Route> {
    if (recipient.kind === 'email') return { channel: 'email', recipient: recipient.value };
    if (channel === 'email') {
      this.availability.assertAllowed(recipient.country);
      const address = await this.users.verifiedEmailOf(recipient.value);
      return address ? { channel: 'email', recipient: address } : { channel: 'sms', recipient: recipient.value };
    }
    const managedBy =
      purpose === 'login' && userId === undefined ? this.managed.managerFor(recipient.country) : undefined;
    this.availability.assertSendable(recipient.country, {
      channel,
      text: 'a text with a code',
      otp: { code: '', locale: '' },
      managed: managedBy ? { provider: managedBy, locale: '' } : undefined,
    });
    return { channel, recipient: recipient.value, managedBy };
  }

  private newOtpToken(
    request: IdentifiedRequest,
    recipient: Recipient,
    route: Route | undefined,
    { code, locale, content, segments }: CodeDraft,
    now: Date,
  ): NewOtpToken {
    const { otp } = this;
    const id = request.challengeId;
    const { address } = request.client;
    return {
      id,
      purpose: request.purpose,
      channel: request.channel,
      recipient: recipient.value,
      userId: request.userId,
      requesterKey: this.limits.requesterKeyOf(request.userId ? { userId: request.userId } : { address }),
      digest: this.hasher.digest(id, code),
      managedBy: route?.managedBy,
      debugCode: this.isSimulated(route) ? code : undefined,
      locale,
      policy: otpPolicy(otp),
      enforceCooldown: otp.enforceCooldown,
      traceparent: currentTraceparent(),
      now,
      message: route &&
        content && { ...this.newMessage(route, content), country: countryOf(route, recipient), segments },
    };
  }

  private newMessage({ channel, recipient }: Route, content: MessagePayload) {
    const id = uuidv7();
    return { id, channel, recipient, payload: this.payloads.seal(id, content) };
  }

  /** Only a simulated code is also stored in readable form. */
  private isSimulated(route: Route | undefined): boolean {
    if (this.installation.production || !route) return false;
    return route.channel === 'email' ? this.email.smtpUrl === undefined : this.sms.simulated;
  }
}

/** A code for a number may go to the address of its owner. */
function countryOf(route: Route, recipient: Recipient): string | undefined {
  return route.channel !== 'email' && recipient.kind === 'phone' ? recipient.country : undefined;
}

function invalid(field: string, sentence: string): AppError {
  return new AppError('validation_failed', { detail: sentence, errors: { [field]: [sentence] } });
}
