import type { IpLimitName } from './limit-state.js';

/** The limit that a request counts against. The body has been read by then, but not validated. */
export type IpLimitChoice = IpLimitName | ((request: { body?: unknown }) => IpLimitName);

/** Metadata key under which `@LimitByIp` stores its choice. */
export const LIMIT_BY_IP = 'ramz:limit-by-ip';

/** Registration and password reset have limits of their own. */
export function ruleForCodeRequest({ body }: { body?: unknown }): IpLimitName {
  const purpose = typeof body === 'object' && body !== null && 'purpose' in body ? body.purpose : undefined;
  if (purpose === 'registration') return 'registration_ip';
  if (purpose === 'password_reset') return 'password_reset_ip';
  return 'otp_ip';
}
