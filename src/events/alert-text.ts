import { EVENT_SCHEMAS } from './event.schemas.js';
import type { EventRow } from './event.repository.js';

/** The sentence that a chat system shows for `alert.raised` or `alert.cleared`. */
export function readAlertText({ type, data }: Pick<EventRow, 'type' | 'data'>): string {
  const { summary, docs, is_sample } = EVENT_SCHEMAS['alert.raised'].parse(data);
  const text = type === 'alert.cleared' ? `Ramz, over: ${summary}` : `Ramz: ${summary} What to do: ${docs}`;
  return is_sample ? `${text} (This is a sample.)` : text;
}
