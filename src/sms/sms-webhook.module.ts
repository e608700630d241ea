import { Module } from '@nestjs/common';
import { WebhookController } from './delivery/webhook.controller.js';
import { SmsModule } from './sms.module.js';

/** The routes for providers to call. */
@Module({ imports: [SmsModule], controllers: [WebhookController] })
export class SmsWebhookModule {}
