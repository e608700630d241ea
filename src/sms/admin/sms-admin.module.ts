import { Module } from '@nestjs/common';
import { SmsModule } from '../sms.module.js';
import { AdminRecipient } from './admin-recipient.js';
import { AskersRepository } from './askers.repository.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { Idempotency } from './idempotency.service.js';
import { SmsMessagesController } from './sms-messages.controller.js';
import { SmsMessagesRepository } from './sms-messages.repository.js';
import { SmsMessagesService } from './sms-messages.service.js';
import { SmsRateLimitsController } from './sms-rate-limits.controller.js';
import { SmsSendController } from './sms-send.controller.js';
import { SmsSendService } from './sms-send.service.js';

/** The routes by which administrators send messages and look after them. */
@Module({
  imports: [SmsModule],
  controllers: [SmsSendController, SmsMessagesController, SmsRateLimitsController],
  providers: [
    SmsSendService,
    Idempotency,
    IdempotencyRepository,
    SmsMessagesService,
    SmsMessagesRepository,
    AdminRecipient,
    AskersRepository,
  ],
})
export class SmsAdminModule {}
