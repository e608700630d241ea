import { Module } from '@nestjs/common';
import { EventDeliveryService } from './event-delivery.service.js';
import { EventsModule } from './events.module.js';
import { WebhookClient } from './webhook.client.js';

/** Sends events. Apart from `EventsModule`, so that commands can read and write events without sending any. */
@Module({
  imports: [EventsModule],
  providers: [EventDeliveryService, WebhookClient],
})
export class EventDeliveryModule {}
