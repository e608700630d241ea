/** A message as a provider accepted it. */
export interface AcceptedMessage {
  provider: string;
  method: string;
  providerMessageId: string;
  cost?: number;
  currency?: string;
  segments?: number;
}

/** A call that was accepted, and whose row is still to be completed. */
export interface FinishedCall {
  attemptId: bigint;
  rawCode?: number;
  latencyMs: number;
  finishedAt: Date;
}
