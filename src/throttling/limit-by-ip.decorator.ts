import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { LIMIT_BY_IP, type IpLimitChoice } from './ip-limit-choice.js';
import { IpThrottlerGuard } from './ip-throttler.guard.js';

/**
 * Limits a route per client address. Guards of a controller run first. Those of a route run from its lowest decorator to
 * its highest, so a guard above this one sees only requests that the limit admits.
 * @param guard may exempt requests
 */
export function LimitByIp(choice: IpLimitChoice, guard: typeof IpThrottlerGuard = IpThrottlerGuard): MethodDecorator {
  return applyDecorators(SetMetadata(LIMIT_BY_IP, choice), UseGuards(guard));
}
