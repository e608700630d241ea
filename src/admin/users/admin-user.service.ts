import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { kindOf } from '../../common/recipient.js';
import { RecipientPseudonymService } from '../../maintenance/index.js';
import { MessageRunService } from '../../messaging/index.js';
import { isUUID } from 'class-validator';
import { AdminRecipient } from '../access/admin-recipient.js';
import { AdminUserRepository, type AdminSession, type AdminUser } from './admin-user.repository.js';
import { UserDataRepository, type ErasedRows } from './user-data.repository.js';

export const NO_USER = 'There is no user with this id.';
const BUSY = 'A message to this user is being sent. Please repeat the request in a few seconds.';
const RETRY_AFTER_SECONDS = 5;

/** Users, for administrators and for the backend that Ramz signs users in for. */
@Injectable()
export class AdminUserService {
  constructor(
    private readonly users: AdminUserRepository,
    private readonly data: UserDataRepository,
    private readonly runs: MessageRunService,
    private readonly recipients: AdminRecipient,
    private readonly pseudonyms: RecipientPseudonymService,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds a user by id, number in any form, or e-mail address.
   * @throws AppError phone_number_invalid, email_invalid
   */
  async find(query: string): Promise<AdminUser | undefined> {
    if (isUUID(query)) return this.users.find({ id: query.toLowerCase() });
    const contact = this.recipients.read(query, 'query');
    return this.users.find(kindOf(contact) === 'email' ? { email: contact } : { phone: contact });
  }

  /** @throws AppError not_found */
  async get(id: string): Promise<AdminUser> {
    return (await this.users.find({ id })) ?? noUser();
  }

  /** @throws AppError not_found */
  async sessions(id: string, before: string | undefined, limit: number): Promise<AdminSession[]> {
    await this.get(id);
    return this.users.sessions(id, this.now(), before, limit);
  }

  /** Ends every session of a user and returns how many. @throws AppError not_found */
  async endSessions(id: string): Promise<number> {
    await this.get(id);
    return this.users.endSessions(id, 'ended_by_admin', this.now());
  }

  /** Blocks a user: sessions end, and right codes open none. Returns how many sessions ended. @throws AppError not_found */
  async block(id: string): Promise<number> {
    return (await this.users.block(id, this.now())) ?? noUser();
  }

  /** @throws AppError not_found */
  async unblock(id: string): Promise<void> {
    if (!(await this.users.unblock(id))) noUser();
  }

  /**
   * Deletes a user with sessions and codes. Messages and events stay under a pseudonym; queued ones are cancelled.
   * @throws AppError not_found, service_unavailable while a message to the user is being sent
   */
  async erase(id: string): Promise<ErasedRows> {
    for (const messageId of await this.data.queuedMessages(id)) await this.runs.cancel(messageId);
    const erased = await this.data.erase(id, this.now(), (recipient) => this.pseudonyms.of(recipient));
    if (erased.result === 'no_user') return noUser();
    if (erased.result === 'busy') {
      throw new AppError('service_unavailable', { detail: BUSY, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    return erased.rows;
  }

  /** Everything that is stored about a user. @throws AppError not_found */
  async export(id: string) {
    return (await this.data.export(id)) ?? noUser();
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

function noUser(): never {
  throw new AppError('not_found', { detail: NO_USER });
}
