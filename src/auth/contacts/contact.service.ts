import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { maskRecipient, readRecipient, type RecipientKind } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { chooseLocale, MessagePayloadCipher, OutboxService, renderChangeNotice } from '../../messaging/index.js';
import { CodeRequestService, type CodeResult, type DeliveryOptions } from '../otp/code-request.service.js';
import { CodeVerificationService, type VerificationResult } from '../otp/code-verification.service.js';
import type { Purpose } from '../otp/purpose.policy.js';
import { UserRepository, type UserRecord } from '../users/user.repository.js';
import { ContactRepository } from './contact.repository.js';

/** A later warning would be useless. */
const NOTICE_LIFETIME_MS = 24 * 3_600_000;

const PURPOSE_OF: Record<RecipientKind, Purpose> = { phone: 'phone_verification', email: 'email_verification' };

const NOTHING_TO_VERIFY = {
  phone: 'Your account has no phone number. Add one with PATCH /api/v1/auth/me.',
  email: 'Your account has no e-mail address. Add one with PATCH /api/v1/auth/me.',
};

/** The number or address that a user wants to change to. */
export type Change = { phoneNumber: string } | { email: string };

/** Verifies and changes the numbers and addresses of signed-in users, by a code that is sent to them. */
@Injectable()
export class ContactService {
  constructor(
    @Inject(installationConfig.KEY) private readonly config: InstallationConfig,
    private readonly users: UserRepository,
    private readonly contacts: ContactRepository,
    private readonly requests: CodeRequestService,
    private readonly verification: CodeVerificationService,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a code to the number or address the user is changing to, or to the current one.
   * @throws AppError as `CodeRequestService.ask` does, and unauthorized
   */
  async sendCode(userId: string, kind: RecipientKind, options: DeliveryOptions): Promise<CodeResult> {
    return this.askFor(userId, kind, this.contactOf(await this.user(userId), kind), options);
  }

  /**
   * Verifies the code, and makes its recipient the user's contact.
   * @throws AppError contact_in_use, and as `CodeVerificationService.verify` does
   */
  async verify(
    userId: string,
    kind: RecipientKind,
    code: string,
    acceptLanguage: string | undefined,
  ): Promise<VerificationResult<UserRecord>> {
    const recipient = this.contactOf(await this.user(userId), kind);
    const requested = { userId, recipient, purpose: PURPOSE_OF[kind] };
    return this.verification.verifyForUser(requested, code, (otpTokenId) =>
      this.confirm(userId, kind, recipient, otpTokenId, acceptLanguage),
    );
  }

  /**
   * Sends a code to the new number or address, and stores it as pending if the code could be requested. The current number
   * or address cancels a pending change.
   * @throws AppError as `CodeRequestService.ask` does, and unauthorized
   */
  async change(
    userId: string,
    change: Change,
    options: DeliveryOptions,
  ): Promise<{ user: UserRecord; code?: CodeResult }> {
    const kind = 'email' in change ? 'email' : 'phone';
    const { defaultCountry } = this.config;
    const { value } = readRecipient(change, { defaultCountry, channel: options.channel === 'call' ? 'call' : 'sms' });
    const current = await this.user(userId);
    if (current[kind] === value) return { user: await this.users.setPending(userId, pendingOf(kind, null)) };
    const code = await this.askFor(userId, kind, value, options);
    if (code.result !== 'sent') return { user: current, code };
    return { user: await this.users.setPending(userId, pendingOf(kind, value)), code };
  }

  private async askFor(userId: string, kind: RecipientKind, contact: string, options: DeliveryOptions) {
    const recipient = kind === 'email' ? { email: contact } : { phoneNumber: contact };
    return this.requests.ask({ ...options, recipient, purpose: PURPOSE_OF[kind], userId });
  }

  private async confirm(
    userId: string,
    kind: RecipientKind,
    recipient: string,
    otpTokenId: string,
    acceptLanguage: string | undefined,
  ): Promise<UserRecord | undefined> {
    const now = this.clock.now();
    const locale = chooseLocale({ acceptLanguage, country: this.config.defaultCountry });
    const { text, ...mail } = renderChangeNotice(locale, kind, maskRecipient(recipient));
    const id = uuidv7();
    const payload = this.payloads.seal(id, kind === 'email' ? { text, mail } : { text });
    const notice = { id, payload, expiresAt: new Date(now + NOTICE_LIFETIME_MS) };
    const confirmed = await this.contacts.confirm({ otpTokenId, userId, kind, notice, now: new Date(now) });
    if (confirmed === 'in use') throw new AppError('contact_in_use');
    if (confirmed?.noticeWritten) await this.outbox.enqueue(id, kind === 'email' ? 'email' : 'sms');
    return confirmed?.user;
  }

  private contactOf(user: UserRecord, kind: RecipientKind): string {
    const contact = kind === 'email' ? (user.pendingEmail ?? user.email) : (user.pendingPhone ?? user.phone);
    if (contact === null) throw new AppError('validation_failed', { detail: NOTHING_TO_VERIFY[kind] });
    return contact;
  }

  private async user(id: string): Promise<UserRecord> {
    const user = await this.users.find(id);
    if (!user) throw new AppError('unauthorized');
    return user;
  }
}

function pendingOf(kind: RecipientKind, value: string | null) {
  return kind === 'email' ? { pendingEmail: value } : { pendingPhone: value };
}
