import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EventDeliveryRepository, type DeliveryState } from './event-delivery.repository.js';
import { receiversOf, VARIABLE_OF } from './event-receivers.js';
import { eventConfig, type EventConfig } from './event.config.js';

/** A receiver that restarts is no problem yet. */
const LATE_AFTER_MS = 5 * 60_000;

/** Finds out whether receivers get their events. */
@Injectable()
export class EventHealthService {
  constructor(
    @Inject(eventConfig.KEY) private readonly config: EventConfig,
    private readonly deliveries: EventDeliveryRepository,
    private readonly clock: Clock,
  ) {}

  /** Sentences for operators. Empty if all is well. */
  async problems(): Promise<string[]> {
    const names = receiversOf(this.config).map(({ name }) => name);
    return names.length === 0 ? [] : deliveryProblems(await this.deliveries.states(names), this.clock.now());
  }
}

export function deliveryProblems(states: DeliveryState[], now: number): string[] {
  return states.flatMap(({ receiver, waiting, oldestAt, givenUp, lastError }) => {
    const variable = VARIABLE_OF[receiver];
    const minutes = Math.floor((now - (oldestAt?.getTime() ?? now)) / 60_000);
    return [
      ...(minutes * 60_000 >= LATE_AFTER_MS
        ? [`${waiting} events wait for the receiver of ${variable}, the oldest for ${minutes} minutes. ${lastError}`]
        : []),
      ...(givenUp > 0
        ? [
            `The receiver of ${variable} did not take ${givenUp} events within a day. ${lastError} Send them again with "ramz events replay".`,
          ]
        : []),
    ];
  });
}
