import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { eventConfig, type EventConfig } from './event.config.js';
import type { EventType } from './event.contract.js';
import { EventDeliveryRepository, type Replay } from './event-delivery.repository.js';
import { EventRepository } from './event.repository.js';
import { EVENT_SAMPLES } from './event.samples.js';

/** Has events sent again, and writes samples, for operators. A running worker sends them. */
@Injectable()
export class EventReplayService {
  constructor(
    @Inject(eventConfig.KEY) private readonly config: EventConfig,
    private readonly events: EventRepository,
    private readonly deliveries: EventDeliveryRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends the selected events again to EVENT_WEBHOOK_URL, in their order. Returns how many there are.
   * @throws Error if there is no receiver
   */
  async replay(selected: Replay): Promise<number> {
    this.assertReceiver();
    await this.deliveries.addReceiver('events');
    return this.deliveries.replay('events', selected, new Date(this.clock.now()));
  }

  /**
   * Writes a sample of this type as an event, marked by `is_sample`.
   * @throws Error if there is no receiver
   */
  async trigger(type: EventType): Promise<void> {
    this.assertReceiver();
    const { data, ...about } = EVENT_SAMPLES[type];
    await this.events.publish({
      type,
      ...about,
      data: { is_sample: true, ...data },
      occurredAt: new Date(this.clock.now()),
    });
  }

  private assertReceiver(): void {
    if (this.config.webhookUrl !== undefined) return;
    throw new Error('There is no receiver of events. Set EVENT_WEBHOOK_URL and EVENT_WEBHOOK_SECRET.');
  }
}
