import { Module } from '@nestjs/common';
import { SmsService } from './sms.service.js';
import { SmsOutcomesRepository } from './sms-outcomes.repository.js';

/** For parts of the same process that send texts. Workers send what is queued here. */
@Module({ providers: [SmsService, SmsOutcomesRepository], exports: [SmsService] })
export class SmsModule {}
