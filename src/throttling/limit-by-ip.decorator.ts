import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { IpLimitName } from './limit-state.js';

/** Which limit a request counts against. The body has been read but not checked. */
export type IpLimitChoice = IpLimitName | ((request: FastifyRequest) => IpLimitName);

export const LIMIT_BY_IP = 'ramz:limit-by-ip';

/** Names the limit per client address of a route, for `IpThrottlerGuard`. */
export function LimitByIp(choice: IpLimitChoice): CustomDecorator {
  return SetMetadata(LIMIT_BY_IP, choice);
}

/** Registration and password reset have limits of their own. */
export function ruleForCodeRequest({ body }: FastifyRequest): IpLimitName {
  const purpose = typeof body === 'object' && body !== null && 'purpose' in body ? body.purpose : undefined;
  if (purpose === 'registration') return 'registration_ip';
  if (purpose === 'password_reset') return 'password_reset_ip';
  return 'otp_ip';
}
