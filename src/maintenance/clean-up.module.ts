import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { MessagingModule } from '../messaging/index.js';
import { CleanUpRepository } from './clean-up.repository.js';
import { CleanUpService } from './clean-up.service.js';
import { RecipientPseudonymService } from './recipient-pseudonym.service.js';

/** Deletes what is no longer kept. Apart from `MaintenanceModule`, so that a command does it without taking jobs. */
@Module({
  imports: [EventsModule, MessagingModule],
  providers: [CleanUpService, CleanUpRepository, RecipientPseudonymService],
  exports: [CleanUpService],
})
export class CleanUpModule {}
