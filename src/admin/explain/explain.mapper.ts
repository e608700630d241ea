import type { TimelineEntry } from './explain.contract.js';
import type { ExplanationDto, TimelineEntryDto } from './explain.dto.js';
import type { Explanation } from './explain.service.js';

export function toExplanationDto({ timeline, ...explanation }: Explanation): ExplanationDto {
  return { ...explanation, timeline: timeline.map(toTimelineEntryDto) };
}

function toTimelineEntryDto({ at, rawCode, latencyMs, ...entry }: TimelineEntry): TimelineEntryDto {
  return {
    at: at.toISOString(),
    ...entry,
    ...(rawCode !== undefined && { raw_code: rawCode }),
    ...(latencyMs !== undefined && { latency_ms: latencyMs }),
  };
}
