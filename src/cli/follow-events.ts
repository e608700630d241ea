import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { isStoreUnavailable } from '../common/store-errors.js';
import { EventFeedService, type EventDocument, type EventType } from '../events/index.js';
import type { CommandLine } from './command-line.js';
import { UsageError } from './usage.error.js';

const LOOK_EVERY_MS = 1000;
const PAGE = 100;

interface FollowOptions {
  types?: EventType[];
  /** The place to start after; the newest event where absent. */
  cursor?: string;
  signal: AbortSignal;
}

/** Prints events as they come until `signal`, and misses none. Returns how many. @throws UsageError for a wrong cursor */
export async function followEvents(
  app: INestApplicationContext,
  cli: CommandLine,
  { types, cursor, signal }: FollowOptions,
): Promise<number> {
  const feed = app.get(EventFeedService);
  let place = cursor ?? (await feed.page({ order: 'desc', limit: 1 }))?.cursor;
  let total = 0;
  cli.progress('Waiting for events. Ctrl-C stops.');
  while (!signal.aborted) {
    const page = await readPage(feed, cli, { types, order: 'asc', cursor: place, limit: PAGE });
    for (const event of page?.items ?? []) cli.output.item({ result: event, text: describe(event) });
    total += page?.items.length ?? 0;
    place = page?.cursor ?? place;
    if (!page?.hasMore) await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return total;
}

/** Undefined while the database is away. */
async function readPage(feed: EventFeedService, cli: CommandLine, request: Parameters<EventFeedService['page']>[0]) {
  try {
    const page = await feed.page(request);
    if (!page) throw new UsageError('--cursor is not the next_cursor or resume_cursor of a page of events.');
    return page;
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error;
    cli.progress('The database does not answer. Trying again…');
    return undefined;
  }
}

function describe({ id, type, timestamp, subject, data }: EventDocument): string {
  return [timestamp, id, type, subject ?? '-', JSON.stringify(data)].join('  ');
}
