import type { ObservedCall, ProviderDescriptor } from '../../sms/index.js';
import { fail, pass, warn, type Finding } from '../check.contract.js';
import type { DoctorContext } from '../doctor-context.js';
import { describeSkew, SYNCHRONISE } from '../skew.js';

/** `Date` has whole seconds, and a provider's own clock may differ a little. */
const MAX_SKEW_MS = 5000;

type Answered = ObservedCall & { result: Extract<ObservedCall['result'], { kind: 'response' }> };

/** What the calls say about the way to the provider, and about the clock. */
export function reachFindings(
  { name, title }: Pick<ProviderDescriptor, 'name' | 'title'>,
  calls: ObservedCall[],
  context: Pick<DoctorContext, 'slowAfterMs' | 'now'>,
): Finding[] {
  const answered = calls.filter((call): call is Answered => call.result.kind === 'response');
  const [failed] = calls.flatMap(({ result }) => (result.kind === 'response' ? [] : [result]));
  if (answered.length === 0) {
    if (!failed) return [];
    return [
      fail(
        `${name}.reach`,
        `${title} cannot be reached: ${failed.reason}.`,
        'Check the network of this machine, its firewall and name resolution, and the _BASE_URL of the provider.',
      ),
    ];
  }
  return [
    speed(name, title, calls, failed !== undefined, context.slowAfterMs),
    ...clock(name, title, answered, context.now),
  ];
}

function speed(name: string, title: string, calls: ObservedCall[], isLossy: boolean, slowAfterMs: number): Finding {
  const slowestMs = Math.max(...calls.map(({ startedAt, endedAt }) => endedAt - startedAt));
  if (!isLossy && slowestMs < slowAfterMs) return pass(`${name}.reach`, `${title} answers.`);
  return warn(
    `${name}.reach`,
    isLossy
      ? `${title} left some calls without an answer.`
      : `${title} takes ${(slowestMs / 1000).toFixed(1)} seconds for an answer.`,
    'Check the network of this machine, and raise WORKER_CONCURRENCY if the provider stays slow.',
  );
}

/** Of the fastest call, which says most about the time. */
function clock(name: string, title: string, answered: Answered[], now: () => number): Finding[] {
  const shift = now() - Date.now();
  const skews = answered
    .map(({ result, startedAt, endedAt }) => ({
      skewMs: (startedAt + endedAt) / 2 + shift - (Date.parse(result.headers.date ?? '') + 500),
      roundTripMs: endedAt - startedAt,
    }))
    .filter(({ skewMs }) => !Number.isNaN(skewMs))
    .toSorted((one, other) => one.roundTripMs - other.roundTripMs);
  const [best] = skews;
  if (!best) return [];
  const { skewMs, roundTripMs } = best;
  if (Math.abs(skewMs) <= MAX_SKEW_MS + roundTripMs / 2) {
    return [pass(`clock.${name}`, `The clocks of this machine and of ${title} agree.`)];
  }
  return [fail(`clock.${name}`, `The clock of this machine is ${describeSkew(skewMs)} that of ${title}.`, SYNCHRONISE)];
}
