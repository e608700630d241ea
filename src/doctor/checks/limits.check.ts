import { LIMIT_DEFAULTS, limitConfig } from '../../throttling/index.js';
import { pass, warn, type DoctorCheck } from '../check.contract.js';

/** Every limit is on. */
export const limitsCheck: DoctorCheck = {
  name: 'limits',
  run(context) {
    const on = Object.keys(context.read(limitConfig).rules);
    const off = Object.keys(LIMIT_DEFAULTS).filter((name) => !on.includes(name));
    return Promise.resolve([
      off.length === 0
        ? pass('limits', `All ${on.length} limits are on.`)
        : warn(
            'limits',
            `These limits are off, so guesses or texts are unlimited there: ${off.join(', ')}.`,
            `Remove ${off.map((name) => `${name}=off`).join(', ')} from RATE_LIMITS, or give them a number such as ${off[0]}=50/60.`,
          ),
    ]);
  },
};
