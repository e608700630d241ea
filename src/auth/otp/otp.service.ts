import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { toAsciiDigits } from '../../common/digits.js';
import { parsePhoneNumber, type CountryCode } from '../../common/phone-number.js';
import { AppConfig } from '../../config/index.js';
import { chooseLocale, MessagePayloadCipher, Outbox, renderOtpText } from '../../messaging/index.js';
import { ManagedCodes, SmsAvailability } from '../../sms/index.js';
import { LimitsService, type LimitState } from '../../throttling/index.js';
import { SessionService, type SessionTokens } from '../sessions/session.service.js';
import type { SignedInUser } from '../sessions/sign-in.repository.js';
import { CodeHasher, generateCode } from './otp-code.js';
import type { PhoneChannel, Purpose } from './otp.dto.js';
import { otpPolicy } from './otp.policy.js';
import { OtpTokenRepository, type CountedToken, type TokenSelector, type TokenState } from './otp-token.repository.js';

/** How many of a recipient's codes are looked at to tell a replaced code from a wrong one. */
const RECENT = 4;

export interface CodeRequest {
  phoneNumber: string;
  purpose: Purpose;
  channel: PhoneChannel;
  locale?: string;
  acceptLanguage?: string;
}

export type CodeResult = { limits: LimitState[] } & (
  | {
      result: 'sent';
      /** E.164. */
      recipient: string;
      challengeId: string;
      expiresInSeconds: number;
      resendInSeconds: number;
    }
  | { result: 'rate_limited'; retryAfterSeconds: number }
);

export interface Verification {
  phoneNumber?: string;
  challengeId?: string;
  code: string;
  purpose: Purpose;
  userAgent?: string;
}

export type VerificationResult =
  | { result: 'signed_in'; user: SignedInUser; tokens: SessionTokens }
  | { result: 'incorrect'; attemptsLeft: number }
  | { result: 'superseded'; attemptsLeft?: number }
  | { result: 'expired' | 'used' | 'exhausted' | 'not_found' }
  | { result: 'rate_limited'; retryAfterSeconds: number };

/** Issues codes and verifies them. */
@Injectable()
export class OtpService {
  private readonly hasher: CodeHasher;

  constructor(
    private readonly config: AppConfig,
    private readonly tokens: OtpTokenRepository,
    private readonly sessions: SessionService,
    private readonly limits: LimitsService,
    private readonly availability: SmsAvailability,
    private readonly managed: ManagedCodes,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    this.hasher = new CodeHasher(config.otp.peppers);
  }

  /**
   * Makes a code and hands it to the outbox; no provider is called here.
   * @throws AppError phone_number_invalid, destination_not_allowed, sms_disabled, sms_not_configured, sms_unavailable
   */
  async ask(request: CodeRequest): Promise<CodeResult> {
    const { e164, country } = this.readPhoneNumber(request.phoneNumber, request.channel);
    const managedBy = this.managed.managerFor(country);
    const managed = managedBy ? { provider: managedBy, locale: '' } : undefined;
    this.availability.assertSendable(country, {
      channel: request.channel,
      text: 'a text with a code',
      otp: { code: '', locale: '' },
      managed,
    });
    const taken = await this.limits.takeForCode(e164);
    const limits = taken.states;
    if (!taken.ok) return { result: 'rate_limited', retryAfterSeconds: taken.retryAfterSeconds, limits };
    const now = this.clock.now();
    const issued = await this.issue(request, e164, country, new Date(now));
    if (!issued) {
      await this.limits.giveBackCode(e164, taken.takenAt);
      const resendAt = await this.tokens.resendAt(e164, request.purpose);
      return {
        result: 'rate_limited',
        retryAfterSeconds: Math.max(1, secondsBetween(now, resendAt?.getTime() ?? now)),
        limits: limits.map((state) => ({ ...state, remaining: state.remaining + 1 })),
      };
    }
    await this.outbox.enqueue(issued.messageId);
    return {
      result: 'sent',
      recipient: e164,
      challengeId: issued.challengeId,
      expiresInSeconds: secondsBetween(now, issued.expiresAt.getTime()),
      resendInSeconds: secondsBetween(now, issued.resendAt.getTime()),
      limits,
    };
  }

  /** Spends an attempt, compares, and uses the code when it is right. Every way it can turn out is a result. */
  async verify(verification: Verification): Promise<VerificationResult> {
    const selector = this.selectorOf(verification);
    const { purpose } = verification;
    const code = toAsciiDigits(verification.code).trim();
    const counted = await this.tokens.countAttempt(selector, purpose, new Date(this.clock.now()));
    if (!counted) return this.explain(await this.tokens.recent(selector, purpose, 1), code);
    const hourly = await this.limits.takeWrongCode(counted.recipient, purpose);
    if (!hourly.ok) return { result: 'rate_limited', retryAfterSeconds: hourly.retryAfterSeconds };
    const answer = await this.compare(counted, code).catch(async (error: unknown) => {
      await this.limits.giveBackWrongCode(counted.recipient, purpose, hourly.takenAt);
      throw error;
    });
    if (answer === 'wrong') return this.wrong(counted, purpose, code);
    if (answer !== 'right') return { result: answer === 'exhausted' ? 'exhausted' : 'expired' };
    await this.limits.giveBackWrongCode(counted.recipient, purpose, hourly.takenAt);
    const signedIn = await this.sessions.signIn(counted.id, verification.userAgent);
    if (signedIn) {
      if (this.config.twilio?.verifyServiceSid && !counted.managedBy) await this.outbox.enqueueFeedback(counted.id);
      return { result: 'signed_in', ...signedIn };
    }
    return this.explain(await this.tokens.recent({ challengeId: counted.id }, purpose, 1), code);
  }

  private async compare(counted: CountedToken, code: string) {
    if (!counted.managedBy) return this.hasher.matches(counted.id, code, counted) ? 'right' : 'wrong';
    try {
      return await this.managed.check(counted.id, counted.recipient, code);
    } catch (error) {
      await this.tokens.giveBackAttempt(counted.id);
      throw error;
    }
  }

  private async issue(request: CodeRequest, recipient: string, country: CountryCode, now: Date) {
    const { otp, sms } = this.config;
    const challengeId = uuidv7();
    const messageId = uuidv7();
    const code = generateCode(otp.length);
    const locale = chooseLocale({ requested: request.locale, acceptLanguage: request.acceptLanguage, country });
    const text = renderOtpText({
      locale,
      code,
      minutes: otp.lifetimeMs / 60_000,
      webOtpDomain: otp.webOtpDomain,
      androidAppHash: otp.androidAppHash,
    });
    const managedBy = this.managed.managerFor(country);
    const content = managedBy
      ? { text: '', managed: { provider: managedBy, locale } }
      : { text, otp: { code, locale } };
    const issued = await this.tokens.issue({
      id: challengeId,
      purpose: request.purpose,
      channel: request.channel,
      recipient,
      digest: this.hasher.digest(challengeId, code),
      managedBy,
      debugCode: sms.simulated && !this.config.production ? code : undefined,
      locale,
      policy: otpPolicy(otp),
      enforceCooldown: otp.enforceCooldown,
      now,
      message: { id: messageId, payload: this.payloads.seal(messageId, content) },
    });
    return issued && { challengeId, messageId, ...issued };
  }

  private readPhoneNumber(phoneNumber: string, channel: PhoneChannel) {
    const parsed = parsePhoneNumber(phoneNumber, { defaultCountry: this.config.defaultCountry, channel });
    if (parsed.ok) return parsed;
    throw new AppError('phone_number_invalid', {
      detail: parsed.sentence,
      errors: { phone_number: [parsed.sentence] },
    });
  }

  private selectorOf({ phoneNumber, challengeId }: Verification): TokenSelector {
    if (challengeId) return { challengeId };
    if (this.config.otp.requireChallenge) throw new AppError('challenge_required');
    // Whoever could be called was not asked about here: any number may be looked up.
    return { recipient: this.readPhoneNumber(phoneNumber ?? '', 'call').e164 };
  }

  /** A wrong code that is the right one of a replaced code of the same recipient is told apart. */
  private async wrong(counted: CountedToken, purpose: Purpose, code: string): Promise<VerificationResult> {
    const attemptsLeft = counted.maxAttempts - counted.attempts;
    const recent = await this.tokens.recent({ recipient: counted.recipient }, purpose, RECENT);
    const replaced = recent.some(
      (token) => token.status === 'superseded' && this.hasher.matches(token.id, code, token),
    );
    return replaced ? { result: 'superseded', attemptsLeft } : { result: 'incorrect', attemptsLeft };
  }

  /** Why no attempt could be spent. That a code was used is told only to who knows it. */
  private explain([newest]: TokenState[], code: string): VerificationResult {
    if (!newest) return { result: 'not_found' };
    if (newest.status === 'used') {
      return { result: this.hasher.matches(newest.id, code, newest) ? 'used' : 'not_found' };
    }
    if (newest.status === 'superseded') return { result: 'superseded' };
    if (newest.expiresAt.getTime() <= this.clock.now()) return { result: 'expired' };
    return { result: 'exhausted' };
  }
}

function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.ceil((to - from) / 1000));
}
