import { withDeadline } from '../common/deadline.js';
import { switchTracingOn } from './spans.js';
import type { TracedProcess } from './sdk.js';
import type { TracingConfig } from './tracing.config.js';

/** What a collector that is away may add to the end of a process. */
const STOP_TIMEOUT_MS = 2000;

/**
 * Starts tracing if there is an endpoint. Only then the SDK is loaded, which takes longer than the rest of the start.
 * @param warn gets failures of the export
 * @returns a function that sends what is left, and ends tracing
 */
export async function startTracing(
  { endpoint }: TracingConfig,
  process: TracedProcess,
  warn: (reason: string) => void,
): Promise<() => Promise<void>> {
  if (endpoint === undefined) return async () => undefined;
  const { startSdk } = await import('./sdk.js');
  const stop = startSdk(endpoint, process, warn);
  switchTracingOn();
  return () => withDeadline(stop(), STOP_TIMEOUT_MS, 'collector').catch(() => undefined);
}
