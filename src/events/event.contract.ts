import type { z } from 'zod';
import type { EVENT_SCHEMAS } from './event.schemas.js';

export type EventType = keyof typeof EVENT_SCHEMAS;

/** What an event of this type says, except its recipient. */
export type EventData<Type extends EventType> = Omit<z.output<(typeof EVENT_SCHEMAS)[Type]>, 'recipient'>;

/** An event that no trigger of the database writes. */
export interface NewEvent<Type extends EventType = EventType> {
  type: Type;
  /** What it is about, such as the id of a challenge. Events of one subject are delivered in order. */
  subject?: string;
  /** E.164, or an e-mail address. Kept apart from `data`, so that receivers can be given a masked one. */
  recipient?: string;
  /** Never contains codes, keys, numbers or addresses. */
  data: EventData<Type>;
  occurredAt: Date;
}

/** Writes events that belong to no change of a row. */
export abstract class EventPublisher {
  abstract publish<Type extends EventType>(event: NewEvent<Type>): Promise<void>;
}
