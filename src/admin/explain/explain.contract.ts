/** One step in the life of a code or message. */
export interface TimelineEntry {
  at: Date;
  kind: 'asked' | 'guard' | 'route' | 'attempt' | 'failed' | 'delivery' | 'entered' | 'ended' | 'session' | 'limit';
  /** A sentence without numbers, addresses and codes. */
  text: string;
  provider?: string;
  method?: string;
  outcome?: string;
  /** The provider's own status code. */
  rawCode?: number;
  latencyMs?: number;
}

/** What a guard against abuse has decided about a recipient. Optional: without one, timelines have no such entries. */
export abstract class GuardDecisionSource {
  abstract decisionsOn(recipient: string, from: Date, to: Date): Promise<TimelineEntry[]>;
}
