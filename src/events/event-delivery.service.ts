import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ProcessIdentity } from '../fleet/index.js';
import { LogThrottle } from '../logging/index.js';
import { nextAttemptAt } from './event-delivery.policy.js';
import { EventDeliveryRepository, type ClaimedDelivery } from './event-delivery.repository.js';
import { receiversOf, type EventReceiver } from './event-receivers.js';
import { eventConfig, type EventConfig } from './event.config.js';
import { eventId } from './event.mapper.js';
import { WEBHOOK_TIMEOUT_MS, WebhookClient } from './webhook.client.js';
import { webhookHeaders } from './webhook-signature.js';

const LOOK_EVERY_MS = 1000;
/** Events that are handed to a receiver by one statement. */
const BATCH = 500;
/** Events that one process sends at the same time. */
const CONCURRENCY = 20;
/** A process that has held an event for longer has lost it. */
const LEASE_MS = WEBHOOK_TIMEOUT_MS + 15_000;
const LOG_INTERVAL_MS = 60_000;

/**
 * Sends events to their receivers. Any number of processes share the work. A receiver can get an event twice, with the same
 * id, if a process ends between the answer and the record of it.
 */
@Injectable()
export class EventDeliveryService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Events');
  private readonly throttle = new LogThrottle(LOG_INTERVAL_MS);
  private readonly receivers: EventReceiver[];
  private readonly ending = new AbortController();
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(
    @Inject(eventConfig.KEY) private readonly config: EventConfig,
    private readonly deliveries: EventDeliveryRepository,
    private readonly client: WebhookClient,
    private readonly clock: Clock,
    identity: ProcessIdentity,
  ) {
    // An API process sends alerts too: one of them is that no worker runs.
    this.receivers = receiversOf(config).filter(({ name }) => name === 'alerts' || identity.role !== 'api');
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.addReceivers();
    if (this.receivers.length > 0) this.timer = setInterval(() => void this.run(), LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.ending.abort();
    await this.running;
  }

  /** Processes of every role do so before they answer requests, so a new receiver misses nothing. */
  async addReceivers(): Promise<void> {
    for (const { name } of receiversOf(this.config)) await this.deliveries.addReceiver(name);
  }

  /** Sends everything that is due. Never throws. */
  async run(): Promise<void> {
    this.running ??= this.sendAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async sendAll(): Promise<void> {
    await Promise.all(
      this.receivers.map((receiver) =>
        this.sendDue(receiver).catch((error: unknown) => {
          if (this.throttle.admits()) this.logger.warn({ message: 'failed to send events, will retry', error });
        }),
      ),
    );
  }

  private async sendDue(receiver: EventReceiver): Promise<void> {
    while ((await this.deliveries.addDue(receiver.name, receiver.types, BATCH, this.now())) === BATCH);
    // After a failure the next round tries a single event, until the receiver takes one.
    let limit = 1;
    while (!this.ending.signal.aborted) {
      const leaseEndsAt = new Date(this.clock.now() + LEASE_MS);
      const due = await this.deliveries.claim(receiver.name, limit, this.now(), leaseEndsAt);
      const taken = await Promise.all(due.map((delivery) => this.send(receiver, delivery)));
      if (!taken.includes(true)) return;
      limit = CONCURRENCY;
    }
  }

  /** Whether the receiver took the event. */
  private async send(receiver: EventReceiver, delivery: ClaimedDelivery): Promise<boolean> {
    const body = receiver.bodyOf(delivery);
    const headers = webhookHeaders(eventId(delivery.seq), this.clock.now(), body, this.config.secrets);
    const failure = await this.client.post(receiver.url, body, headers);
    if (failure === undefined) {
      await this.deliveries.remove(delivery.deliveryId);
      return true;
    }
    const fields = { receiver: receiver.name, event: eventId(delivery.seq), type: delivery.type, reason: failure };
    const now = this.clock.now();
    const dueAt = nextAttemptAt(delivery.attempts, delivery.createdAt, now, Math.random());
    if (dueAt) {
      await this.deliveries.postpone(delivery, failure, dueAt);
      if (this.throttle.admits()) this.logger.warn({ message: 'event not delivered, will retry', ...fields });
    } else {
      await this.deliveries.giveUp(delivery, failure, new Date(now));
      this.logger.error({ message: 'event given up after a day', ...fields });
    }
    return false;
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
