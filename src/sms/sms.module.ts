import { Module } from '@nestjs/common';
import { SmsQueueService } from './sending/sms-queue.service.js';
import { MessageOutcomeRepository } from '../messaging/message-outcome.repository.js';

/** For parts of the same process that send texts. Workers send what is queued here. */
@Module({ providers: [SmsQueueService, MessageOutcomeRepository], exports: [SmsQueueService] })
export class SmsModule {}
