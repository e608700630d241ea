import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../common/clock.js';
import { maskRecipient, type RecipientKind } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { emailConfig, type EmailConfig } from '../../email/index.js';
import {
  chooseLocale,
  MessagePayloadCipher,
  OutboxService,
  renderChangeNotice,
  type MessagePayload,
} from '../../messaging/index.js';

/** A later warning would be useless. */
const LIFETIME_MS = 24 * 3_600_000;

/** A message that reports a change, for the statement that makes it. */
export interface Notice {
  id: string;
  payload: Buffer<ArrayBuffer>;
  expiresAt: Date;
}

/** By the kind of its recipient; absent if nothing is sent there. */
export type Notices = Partial<Record<RecipientKind, Notice>>;

/** Prepares the notices that an account has changed, and sends those that the change has written. */
@Injectable()
export class ContactNoticeService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    @Inject(emailConfig.KEY) private readonly email: EmailConfig,
    private readonly payloads: MessagePayloadCipher,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /** @param contact the new number or address; null if it is removed */
  prepare(changed: RecipientKind, contact: string | null, acceptLanguage: string | undefined): Notices {
    const locale = chooseLocale({ acceptLanguage, country: this.installation.defaultCountry });
    const masked = contact === null ? undefined : maskRecipient(contact);
    const { text, ...mail } = renderChangeNotice(locale, changed, masked);
    return { phone: this.seal({ text }), ...(this.email.enabled && { email: this.seal({ text, mail }) }) };
  }

  send(notices: Notices, written: RecipientKind[]): void {
    for (const kind of written) {
      const notice = notices[kind];
      if (notice) this.outbox.enqueue(notice.id, kind === 'email' ? 'email' : 'sms');
    }
  }

  private seal(content: MessagePayload): Notice {
    const id = uuidv7();
    return { id, payload: this.payloads.seal(id, content), expiresAt: new Date(this.clock.now() + LIFETIME_MS) };
  }
}
