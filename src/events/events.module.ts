import { Module } from '@nestjs/common';
import { EventDeliveryRepository } from './event-delivery.repository.js';
import { EventFeedService } from './event-feed.service.js';
import { EventHealthService } from './event-health.service.js';
import { EventReplayService } from './event-replay.service.js';
import { EventRetentionService } from './event-retention.service.js';
import { EventPublisher } from './event.contract.js';
import { EventRepository } from './event.repository.js';

/** What happened in Ramz: written with the change itself, and read by cursor. `EventDeliveryModule` sends it. */
@Module({
  providers: [
    EventRepository,
    { provide: EventPublisher, useExisting: EventRepository },
    EventDeliveryRepository,
    EventFeedService,
    EventHealthService,
    EventReplayService,
    EventRetentionService,
  ],
  exports: [
    EventPublisher,
    EventRepository,
    EventDeliveryRepository,
    EventFeedService,
    EventHealthService,
    EventReplayService,
    EventRetentionService,
  ],
})
export class EventsModule {}
