/** How many per how long. */
export interface LimitRule {
  limit: number;
  windowSeconds: number;
}

/** The limits of docs/configuration.md. `otp_phone_hour` has variables of its own, kept from the systems Ramz replaces. */
export const LIMIT_DEFAULTS = {
  otp_ip: { limit: 5, windowSeconds: 300 },
  password_reset_ip: { limit: 5, windowSeconds: 300 },
  registration_ip: { limit: 3, windowSeconds: 900 },
  admin_send_ip: { limit: 20, windowSeconds: 300 },
  otp_phone: { limit: 3, windowSeconds: 120 },
  otp_phone_hour: { limit: 5, windowSeconds: 3600 },
  otp_phone_day: { limit: 10, windowSeconds: 86_400 },
  verify_ip: { limit: 30, windowSeconds: 300 },
  refresh_ip: { limit: 120, windowSeconds: 300 },
  wrong_codes_hour: { limit: 10, windowSeconds: 3600 },
  wrong_codes_in_a_row: { limit: 100, windowSeconds: 86_400 },
} as const satisfies Record<string, LimitRule>;

export type LimitName = keyof typeof LIMIT_DEFAULTS;
export const LIMIT_NAMES = Object.keys(LIMIT_DEFAULTS) as LimitName[];
