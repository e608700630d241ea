import { Inject, Injectable } from '@nestjs/common';
import { readEventCursor, writeEventCursor } from './event-cursor.js';
import { eventConfig, type EventConfig } from './event.config.js';
import { toEventDocument, type EventDocument } from './event.mapper.js';
import { EventRepository, type EventFilter } from './event.repository.js';

export interface EventPage {
  items: EventDocument[];
  /** The place of the last event. Undefined if there is none. */
  cursor?: string;
  hasMore: boolean;
}

/** Reads events by cursor, for the API and for `ramz events listen`. */
@Injectable()
export class EventFeedService {
  constructor(
    @Inject(eventConfig.KEY) private readonly config: EventConfig,
    private readonly events: EventRepository,
  ) {}

  /** Undefined if `cursor` cannot be read. */
  async page(
    filter: EventFilter & { order: 'asc' | 'desc'; cursor?: string; limit: number },
  ): Promise<EventPage | undefined> {
    const { cursor, limit, ...request } = filter;
    const after = cursor === undefined ? undefined : readEventCursor(cursor);
    if (cursor !== undefined && !after) return undefined;
    // One more than requested shows whether there is another page.
    const rows = await this.events.page({ ...request, after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => toEventDocument(row, this.config)),
      cursor: last ? writeEventCursor(last) : cursor,
      hasMore: rows.length > limit,
    };
  }
}
