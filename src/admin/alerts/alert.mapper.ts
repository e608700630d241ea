import type { RecordedAlert } from '../../alerts/index.js';
import { toAlertDto } from '../status/status.mapper.js';
import { writeAlertCursor } from './alert-cursor.js';
import type { AlertPageDto, RecordedAlertDto } from './alert.dto.js';

/** @param alerts up to one more than `limit`, if there is another page */
export function toAlertPageDto(alerts: RecordedAlert[], limit: number): AlertPageDto {
  const page = alerts.slice(0, limit);
  return {
    items: page.map(toRecordedAlertDto),
    next_cursor: alerts.length > limit ? writeAlertCursor(page.at(-1)!) : null,
  };
}

function toRecordedAlertDto(alert: RecordedAlert): RecordedAlertDto {
  return Object.assign(toAlertDto(alert), { kind: alert.kind, cleared_at: alert.clearedAt?.toISOString() ?? null });
}
