import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock, secondsBetween } from '../../common/clock.js';
import { installationConfig, type InstallationConfig, secretsConfig, type SecretsConfig } from '../../config/index.js';
import { otpConfig, type OtpConfig, type TestNumber } from './otp.config.js';
import { smsConfig, type SmsConfig } from '../../sms/sending/sms.config.js';
import { emailConfig, type EmailConfig } from '../../email/email.config.js';
import { HumanCheckService } from '../../fraud/index.js';
import {
  chooseLocale,
  MessagePayloadCipher,
  OutboxService,
  renderOtpMail,
  renderOtpText,
  type Locale,
  type MessagePayload,
} from '../../messaging/index.js';
import { ManagedCodeService, SmsAvailabilityService } from '../../sms/index.js';
import { LimitService, type LimitState } from '../../throttling/index.js';
import { UserRepository } from '../users/user.repository.js';
import { CodeHasher, generateCode } from './otp-code.js';
import type { Channel } from './otp.dto.js';
import { otpPolicy } from './otp.policy.js';
import { OtpTokenRepository, type NewOtpToken } from './otp-token.repository.js';
import { serves, type Purpose } from './purpose.policy.js';
import { readRecipient, type Recipient, type RecipientInput } from './recipient.js';

/** What a request may say about how its code is sent. */
export interface DeliveryOptions {
  channel?: Channel;
  locale?: string;
  acceptLanguage?: string;
  captchaToken?: string;
  /** Of the client. */
  address: string;
}

export interface CodeRequest extends DeliveryOptions {
  recipient: RecipientInput;
  purpose: Purpose;
  /** The signed-in user, where a number or an address of theirs is to be verified. */
  userId?: string;
}

export interface SentCode {
  /** E.164, or an address. */
  recipient: string;
  channel: Channel;
  challengeId: string;
  expiresInSeconds: number;
  resendInSeconds: number;
}

export type CodeResult = { limits: LimitState[] } & (
  | ({ result: 'sent' } & SentCode)
  | { result: 'rate_limited'; retryAfterSeconds: number }
);

/** The way on which a code goes out. */
interface Route {
  channel: Channel;
  /** Number or address. */
  recipient: string;
  managedBy?: string;
}

/** Makes codes, and hands them to the outbox. No provider is called here. */
@Injectable()
export class CodeRequestService {
  private readonly hasher: CodeHasher;

  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(secretsConfig.KEY) secrets: SecretsConfig,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(smsConfig.KEY) private readonly sms: SmsConfig,
    @Inject(emailConfig.KEY) private readonly email: EmailConfig,
    private readonly tokens: OtpTokenRepository,
    private readonly users: UserRepository,
    private readonly limits: LimitService,
    private readonly humanCheck: HumanCheckService,
    private readonly availability: SmsAvailabilityService,
    private readonly managed: ManagedCodeService,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {
    this.hasher = new CodeHasher(secrets.peppers);
  }

  /**
   * @throws AppError validation_failed, phone_number_invalid, email_invalid, email_disabled, captcha_required,
   * captcha_invalid, destination_not_allowed, sms_disabled, sms_not_configured, sms_unavailable, service_unavailable
   */
  async ask(request: CodeRequest): Promise<CodeResult> {
    const channel = request.channel ?? (request.recipient.email === undefined ? 'sms' : 'email');
    const recipient = this.readRecipient(request, channel);
    const now = this.clock.now();
    const testNumber = this.testNumber(recipient, now);
    const route = testNumber ? undefined : await this.routeTo(recipient, channel);
    const { captchaToken, address } = request;
    await this.humanCheck.assertPassed({ recipient: recipient.value, address, captchaToken });
    const taken = await this.limits.takeForCode(recipient.value, request.purpose);
    const limits = taken.states;
    if (!taken.ok) return { result: 'rate_limited', retryAfterSeconds: taken.retryAfterSeconds, limits };
    const token = this.newToken({ ...request, channel }, recipient, route, testNumber, new Date(now));
    const issued = await this.tokens.issue(token).catch(async (error: unknown) => {
      await this.limits.giveBackCode(recipient.value, taken.takenAt);
      throw error;
    });
    if (!issued) {
      await this.limits.giveBackCode(recipient.value, taken.takenAt);
      const resendAt = await this.tokens.resendAt(token);
      return {
        result: 'rate_limited',
        retryAfterSeconds: Math.max(1, secondsBetween(now, resendAt?.getTime() ?? now)),
        limits: limits.map((state) => ({ ...state, remaining: state.remaining + 1 })),
      };
    }
    if (token.message) await this.outbox.enqueue(token.message.id, token.message.channel);
    return {
      result: 'sent',
      recipient: recipient.value,
      channel,
      challengeId: token.id,
      expiresInSeconds: secondsBetween(now, issued.expiresAt.getTime()),
      resendInSeconds: secondsBetween(now, issued.resendAt.getTime()),
      limits,
    };
  }

  private readRecipient({ recipient: written, purpose }: CodeRequest, channel: Channel): Recipient {
    const { defaultCountry } = this.installation;
    const recipient = readRecipient(written, { defaultCountry, channel: channel === 'call' ? 'call' : 'sms' });
    if (!serves(purpose, recipient.kind)) {
      throw invalid('purpose', `${purpose} needs ${recipient.kind === 'email' ? 'a phone_number' : 'an email'}`);
    }
    if (recipient.kind === 'email' && channel !== 'email') {
      throw invalid('channel', 'channel must be email where email is sent');
    }
    if (purpose === 'phone_verification' && channel === 'email') {
      throw invalid('channel', 'channel must be sms or call: an e-mail says nothing about a number');
    }
    if (channel === 'email' && !this.email.enabled) throw new AppError('email_disabled');
    return recipient;
  }

  private testNumber(recipient: Recipient, now: number): TestNumber | undefined {
    return this.otp.testNumbers.find(({ phone, endsAt }) => phone === recipient.value && now < endsAt.getTime());
  }

  /**
   * A code for a number that is asked for by e-mail goes to the address that the number's owner has verified, and as a
   * text where there is none. Nothing that comes after depends on which, so that a stranger does not learn who has an
   * account: whether texts can be sent now is not asked, and no provider manages the code.
   */
  private async routeTo(recipient: Recipient, channel: Channel): Promise<Route> {
    if (recipient.kind === 'email') return { channel: 'email', recipient: recipient.value };
    if (channel === 'email') {
      this.availability.assertAllowed(recipient.country);
      const address = await this.users.verifiedEmailOf(recipient.value);
      return address ? { channel: 'email', recipient: address } : { channel: 'sms', recipient: recipient.value };
    }
    const managedBy = this.managed.managerFor(recipient.country);
    this.availability.assertSendable(recipient.country, {
      channel,
      text: 'a text with a code',
      otp: { code: '', locale: '' },
      managed: managedBy ? { provider: managedBy, locale: '' } : undefined,
    });
    return { channel, recipient: recipient.value, managedBy };
  }

  private newToken(
    request: CodeRequest & { channel: Channel },
    recipient: Recipient,
    route: Route | undefined,
    testNumber: TestNumber | undefined,
    now: Date,
  ): NewOtpToken {
    const { otp } = this;
    const id = uuidv7();
    const code = testNumber?.code ?? generateCode(otp.length);
    const country = recipient.kind === 'phone' ? recipient.country : this.installation.defaultCountry;
    const locale = chooseLocale({ requested: request.locale, acceptLanguage: request.acceptLanguage, country });
    return {
      id,
      purpose: request.purpose,
      channel: request.channel,
      recipient: recipient.value,
      userId: request.userId,
      requesterKey: this.limits.requesterKeyOf(
        request.userId ? { userId: request.userId } : { address: request.address },
      ),
      digest: this.hasher.digest(id, code),
      managedBy: route?.managedBy,
      debugCode: this.isSimulated(route) ? code : undefined,
      locale,
      policy: otpPolicy(otp),
      enforceCooldown: otp.enforceCooldown,
      now,
      message: route && this.newMessage(route, code, locale, now),
    };
  }

  private newMessage({ channel, recipient, managedBy }: Route, code: string, locale: Locale, now: Date) {
    const id = uuidv7();
    const content = managedBy
      ? { text: '', managed: { provider: managedBy, locale } }
      : this.contentOf(channel, code, locale, now);
    return { id, channel, recipient, payload: this.payloads.seal(id, content) };
  }

  private contentOf(channel: Channel, code: string, locale: Locale, now: Date): MessagePayload {
    const { lifetimeMs, webOtpDomain, androidAppHash } = this.otp;
    const minutes = lifetimeMs / 60_000;
    const otp = { code, locale };
    if (channel !== 'email') {
      return { text: renderOtpText({ locale, code, minutes, webOtpDomain, androidAppHash }), otp };
    }
    const expiresAt = new Date(now.getTime() + lifetimeMs);
    const { text, ...mail } = renderOtpMail({ locale, code, minutes, expiresAt });
    return { text, mail, otp };
  }

  /** Only then is the code kept readable. */
  private isSimulated(route: Route | undefined): boolean {
    if (this.installation.production || !route) return false;
    return route.channel === 'email' ? this.email.smtpUrl === undefined : this.sms.simulated;
  }
}

function invalid(member: string, sentence: string): AppError {
  return new AppError('validation_failed', { detail: sentence, errors: { [member]: [sentence] } });
}
