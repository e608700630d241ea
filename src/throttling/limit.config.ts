import type { ConfigType } from '@nestjs/config';
import { defineConfig, integer, list, parsed, variable } from '../config/index.js';

/** So many requests per window. */
export interface LimitRule {
  limit: number;
  windowSeconds: number;
}

/** Defaults of the limits. `otp_phone_hour` has variables of its own, whose names come from earlier systems. */
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

/** Limits that `RATE_LIMITS` does not change. */
export const INTERNAL_LIMITS = {
  /** Counts of codes that go back to a recipient. */
  givenBack: { name: 'codes_given_back', rule: { limit: 3, windowSeconds: 3600 } },
  /** Guesses at a challenge beyond `verify_ip`. The limit is that of its attempts; no code lives longer than the window. */
  ownChallenge: { name: 'verify_own_challenge', rule: { windowSeconds: 600 } },
} as const;
export type InternalLimitName = (typeof INTERNAL_LIMITS)[keyof typeof INTERNAL_LIMITS]['name'];

export type LimitName = keyof typeof LIMIT_DEFAULTS;

/** Limits of guesses, and of what is given back: a crash of PostgreSQL must not set them to zero. */
export const DURABLE_LIMITS: readonly (LimitName | InternalLimitName)[] = [
  'wrong_codes_hour',
  'wrong_codes_in_a_row',
  'codes_given_back',
  'verify_own_challenge',
];

const LIMIT_NAMES = Object.keys(LIMIT_DEFAULTS) as LimitName[];

const limitChanges = parsed('`name=limit/seconds` or `name=off`, comma-separated', (text) => {
  const changes = new Map<LimitName, LimitRule | 'off'>();
  for (const item of list(text)) {
    const match = /^([a-z_]+)=(?:(off)|(\d+)\/(\d+))$/.exec(item);
    const name = LIMIT_NAMES.find((candidate) => candidate === match?.[1]);
    if (!match || !name || match[3] === '0' || match[4] === '0') {
      throw new Error(
        `must be like otp_ip=50/60,verify_ip=off (limit, slash, seconds); names are ${LIMIT_NAMES.join(', ')}`,
      );
    }
    changes.set(name, match[2] ? 'off' : { limit: Number(match[3]), windowSeconds: Number(match[4]) });
  }
  return changes;
});

/** Limits per client address and per recipient. */
export const limitConfig = defineConfig('limits', {
  title: 'Limits',
  variables: {
    SMS_RATE_LIMIT_PER_NUMBER: variable(integer(1, 1_000_000), {
      default: '5',
      help: 'Codes per number in `SMS_RATE_LIMIT_WINDOW`: the limit `otp_phone_hour`',
    }),
    SMS_RATE_LIMIT_WINDOW: variable(integer(1, 604_800), { default: '3600', help: 'Length of that window in seconds' }),
    RATE_LIMITS: variable(limitChanges, {
      default: '',
      help: 'Other values for the limits, such as `otp_ip=50/60,verify_ip=off`',
    }),
  },
  warnings: ({ RATE_LIMITS }, { production }) => {
    const off = LIMIT_NAMES.filter((name) => RATE_LIMITS.get(name) === 'off');
    if (!production || off.length === 0) return [];
    return [`RATE_LIMITS turns off ${off.join(', ')}: guesses or texts are unlimited there.`];
  },
  read: (values): { rules: Partial<Record<LimitName, LimitRule>> } => {
    const hour = { limit: values.SMS_RATE_LIMIT_PER_NUMBER, windowSeconds: values.SMS_RATE_LIMIT_WINDOW };
    const defaults = { ...LIMIT_DEFAULTS, otp_phone_hour: hour };
    const rules = LIMIT_NAMES.map((name) => [name, values.RATE_LIMITS.get(name) ?? defaults[name]] as const);
    return { rules: Object.fromEntries(rules.filter(([, rule]) => rule !== 'off')) };
  },
});

export type LimitConfig = ConfigType<typeof limitConfig>;
