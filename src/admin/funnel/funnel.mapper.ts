import type { FunnelDto } from './funnel.dto.js';
import type { Funnel } from './funnel.policy.js';

export function toFunnelDto({ from, to, stepSeconds, steps, ...funnel }: Funnel): FunnelDto {
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    step_seconds: stepSeconds,
    steps: steps.map(({ at, ...counts }) => ({ at: at.toISOString(), ...counts })),
    ...funnel,
  };
}
