import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { maskRecipient, readRecipient, type RecipientKind } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { CodeRequestService, type CodeResult, type DeliveryOptions } from '../otp/code-request.service.js';
import { CodeVerificationService, type VerificationResult } from '../otp/code-verification.service.js';
import { otpConfig, type OtpConfig } from '../otp/otp.config.js';
import type { Purpose } from '../otp/purpose.policy.js';
import { assertRecentlyAuthenticated, isRecentlyAuthenticated } from '../sessions/reauthentication.policy.js';
import type { Caller } from '../sessions/session.repository.js';
import { UserRepository, type UserRecord } from '../users/user.repository.js';
import { ContactNoticeService } from './contact-notice.service.js';
import {
  contactToVerify,
  pendingColumns,
  pendingContactOf,
  recipientInput,
  verifiedContactOf,
} from './contact.policy.js';
import { ContactRepository, type ContactChange, type ContactOutcome } from './contact.repository.js';

const FIELD = { phone: 'phone_number', email: 'email' } as const;
const PURPOSE_OF: Record<RecipientKind, Purpose> = { phone: 'phone_verification', email: 'email_verification' };

const LAST_CONTACT = {
  phone: 'Your account needs its phone number, because it has no verified e-mail address. Please add one first.',
  email: 'Your account needs its e-mail address, because it has no verified phone number. Please add one first.',
};

/** The number or address that a user wants to have, as they wrote it; null for none. */
export interface Change {
  kind: RecipientKind;
  value: string | null;
}

/** Verifies, changes and removes the numbers and addresses of signed-in users. */
@Injectable()
export class ContactService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    private readonly users: UserRepository,
    private readonly contacts: ContactRepository,
    private readonly notices: ContactNoticeService,
    private readonly requests: CodeRequestService,
    private readonly verification: CodeVerificationService,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a code to the number or address the user is changing to, or to the current one. If the user's last proof is too
   * long ago, the code goes to the verified contact, so that it can be the next proof, and the change is dropped.
   * @throws AppError as `CodeRequestService.ask` does, unauthorized, reauthentication_required
   */
  async sendCode(caller: Caller, kind: RecipientKind, options: DeliveryOptions): Promise<CodeResult> {
    const user = await this.user(caller.userId);
    const verified = verifiedContactOf(user, kind);
    if (isRecentlyAuthenticated(caller, this.clock.now())) {
      const contact = contactToVerify(user, kind);
      const code = await this.request(user.id, kind, contact, options);
      // An unverified address may be that of an earlier owner of the number, so it is not shown.
      const isShown = contact === verified || contact === pendingContactOf(user, kind) || kind === 'phone';
      return code.result === 'sent' && !isShown ? { ...code, recipient: maskRecipient(contact) } : code;
    }
    if (verified === null) throw new AppError('reauthentication_required');
    const code = await this.request(user.id, kind, verified, options);
    if (code.result === 'sent') await this.users.setPending(user.id, pendingColumns(kind, null));
    return code;
  }

  /**
   * Verifies the code, and makes its recipient the user's contact.
   * @throws AppError contact_in_use, unauthorized, reauthentication_required, and as `CodeVerificationService.verify` does
   */
  async verify(
    caller: Caller,
    kind: RecipientKind,
    code: string,
    acceptLanguage: string | undefined,
  ): Promise<VerificationResult<UserRecord>> {
    const { userId } = caller;
    const user = await this.user(userId);
    const recipient = contactToVerify(user, kind);
    // A code that was requested in time may be entered as long as it lives.
    if (recipient !== verifiedContactOf(user, kind))
      assertRecentlyAuthenticated(caller, this.clock.now(), this.otp.lifetimeMs);
    const requested = { userId, recipient, purpose: PURPOSE_OF[kind] };
    return this.verification.verifyForUser(requested, code, async (otpTokenId) => {
      const change = this.changeBy(caller, kind, recipient, acceptLanguage);
      const outcome = await this.contacts.confirm(otpTokenId, change);
      return outcome && this.finish(outcome, change);
    });
  }

  /**
   * Sends a code to the new number or address, and stores it as pending if the code could be requested. The verified number
   * or address cancels a pending change. Null removes the current one at once.
   * @throws AppError as `CodeRequestService.ask` does, unauthorized, reauthentication_required; validation_failed for the
   * last contact
   */
  async change(
    caller: Caller,
    { kind, value }: Change,
    options: DeliveryOptions,
  ): Promise<{ user: UserRecord; code?: CodeResult }> {
    assertRecentlyAuthenticated(caller, this.clock.now());
    const user = await this.user(caller.userId);
    if (value === null) return { user: await this.remove(caller, user, kind, options.client.acceptLanguage) };
    const { defaultCountry } = this.installation;
    const channel = options.channel === 'call' ? 'call' : 'sms';
    const contact = readRecipient(recipientInput(kind, value), { defaultCountry, channel }).value;
    if (contact === verifiedContactOf(user, kind)) return { user: await this.setPending(user, kind, null) };
    const code = await this.request(user.id, kind, contact, options);
    return code.result === 'sent' ? { user: await this.setPending(user, kind, contact), code } : { user, code };
  }

  private async remove(
    caller: Caller,
    user: UserRecord,
    kind: RecipientKind,
    acceptLanguage: string | undefined,
  ): Promise<UserRecord> {
    if (user[kind] === null) return this.setPending(user, kind, null);
    const change = this.changeBy(caller, kind, null, acceptLanguage);
    return this.finish(await this.contacts.remove(change), change);
  }

  private changeBy(
    { userId, sessionId }: Caller,
    kind: RecipientKind,
    contact: string | null,
    acceptLanguage: string | undefined,
  ): ContactChange {
    const notices = this.notices.prepare(kind, contact, acceptLanguage);
    return { userId, sessionId, kind, notices, now: new Date(this.clock.now()) };
  }

  /** @throws AppError unauthorized, contact_in_use, validation_failed */
  private async finish(outcome: ContactOutcome, { kind, notices }: ContactChange): Promise<UserRecord> {
    if (outcome.result !== 'changed') throw refusalOf(outcome.result, kind);
    this.notices.send(notices, outcome.notified);
    return outcome.user;
  }

  private async request(userId: string, kind: RecipientKind, contact: string, options: DeliveryOptions) {
    return this.requests.ask({
      ...options,
      recipient: recipientInput(kind, contact),
      purpose: PURPOSE_OF[kind],
      userId,
    });
  }

  private async setPending(user: UserRecord, kind: RecipientKind, contact: string | null): Promise<UserRecord> {
    return this.users.setPending(user.id, pendingColumns(kind, contact));
  }

  private async user(id: string): Promise<UserRecord> {
    const user = await this.users.find(id);
    if (!user) throw new AppError('unauthorized');
    return user;
  }
}

function refusalOf(result: Exclude<ContactOutcome['result'], 'changed'>, kind: RecipientKind): AppError {
  if (result === 'session_ended') return new AppError('unauthorized');
  if (result === 'in_use') return new AppError('contact_in_use');
  const detail = LAST_CONTACT[kind];
  return new AppError('validation_failed', { detail, errors: { [FIELD[kind]]: [detail] } });
}
