import { Module } from '@nestjs/common';
import { SmsModule } from '../sms/sms.module.js';
import { AdminRecipient } from './access/admin-recipient.js';
import { RequesterRepository } from '../auth/otp/requester.repository.js';
import { IdempotencyRepository } from './sends/idempotency.repository.js';
import { IdempotencyService } from './sends/idempotency.service.js';
import { MessageController } from './messages/message.controller.js';
import { MessageSearchRepository } from '../messaging/message-search.repository.js';
import { AdminMessageService } from './messages/admin-message.service.js';
import { RateLimitController } from './rate-limits/rate-limit.controller.js';
import { SendController } from './sends/send.controller.js';
import { AdminSendService } from './sends/admin-send.service.js';

/** The routes by which administrators send messages and look after them. */
@Module({
  imports: [SmsModule],
  controllers: [SendController, MessageController, RateLimitController],
  providers: [
    AdminSendService,
    IdempotencyService,
    IdempotencyRepository,
    AdminMessageService,
    MessageSearchRepository,
    AdminRecipient,
    RequesterRepository,
  ],
})
export class SmsAdminModule {}
