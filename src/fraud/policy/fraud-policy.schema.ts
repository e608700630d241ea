import { z } from 'zod';

/** What a rule does with a request, from mild to hard. */
export const GUARD_ACTIONS = ['record', 'human_check', 'delay', 'other_channel', 'refuse'] as const;
export type GuardAction = (typeof GUARD_ACTIONS)[number];

/** What is counted: the codes that were asked for and not verified, by each of these. */
export const DIMENSIONS = [
  'country',
  'prefix_4',
  'prefix_3',
  'address',
  'network',
  'address_country',
  'device',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Types of numbers that libphonenumber tells apart and that a text can reach. */
export const LINE_TYPES = ['MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'FIXED_LINE'] as const;

const MOST = 1_000_000;
const factor = z.number().min(0).max(100).default(0).meta({ example: 0.3 });
const action = z.enum(GUARD_ACTIONS).meta({ example: 'human_check' });

const thresholdSchema = z.strictObject({
  floor: z.number().min(1).max(MOST).describe('The threshold is never lower').meta({ example: 20 }),
  of_verified_hour: factor.describe('Share of the codes verified within an hour'),
  of_verified_day: factor.describe('Share of the codes verified within 24 hours'),
  of_daily_maximum: factor.describe('Share of the codes verified on the best of the last 14 days; countries only'),
});

const stepsSchema = z
  .array(
    z.strictObject({
      at: z
        .number()
        .min(0.1)
        .max(1000)
        .describe('Multiple of the threshold beyond which the action is taken')
        .meta({ example: 1.2 }),
      action,
    }),
  )
  .min(1)
  .max(GUARD_ACTIONS.length);

const ruleSchema = z.strictObject({
  hour: thresholdSchema.optional(),
  day: thresholdSchema.optional(),
  steps: stepsSchema,
  except_known_networks: z
    .boolean()
    .default(false)
    .describe('Whether requests from networks whose codes are usually verified are left out')
    .meta({ example: true }),
});

export const fraudPolicySchema = z.strictObject({
  schema: z.literal(1).meta({ example: 1 }),
  rules: z.strictObject(Object.fromEntries(DIMENSIONS.map((name) => [name, ruleSchema.optional()])) as RuleShape),
  countries_per_address: z
    .strictObject({ most: z.int().min(1).max(250).meta({ example: 3 }), steps: stepsSchema })
    .optional()
    .describe('Countries with an unverified code from one client address within 24 hours'),
  known_network: z.strictObject({
    verified: z
      .number()
      .min(1)
      .max(MOST)
      .describe('Codes verified from the network, leaking within 14 days')
      .meta({ example: 3 }),
    unverified_share: z
      .number()
      .min(0)
      .max(10)
      .describe('Unverified codes of a day, at most this share of them')
      .meta({ example: 0.06 }),
  }),
  refused_line_types: z.array(z.enum(LINE_TYPES).meta({ example: 'VOIP' })).default([]),
  delay_seconds: z
    .int()
    .min(1)
    .max(86_400)
    .describe('How long the action delay makes a client wait')
    .meta({ example: 60 }),
});

type RuleShape = Record<Dimension, z.ZodOptional<typeof ruleSchema>>;

/** The rules of the guard. Without a rule, its dimension is counted and has no effect. */
export type FraudPolicy = z.output<typeof fraudPolicySchema>;
export type BucketRule = z.output<typeof ruleSchema>;
export type Threshold = z.output<typeof thresholdSchema>;
export type Step = z.output<typeof stepsSchema>[number];

export type ReadPolicy = { ok: true; policy: FraudPolicy } | { ok: false; errors: Record<string, string[]> };

/** Reads a document. The errors are by path, such as `rules.country.day.floor`. */
export function readFraudPolicy(document: unknown): ReadPolicy {
  const { success, data, error } = fraudPolicySchema.safeParse(document);
  if (success) return { ok: true, policy: data };
  const errors: Record<string, string[]> = {};
  for (const { path, message } of error.issues) (errors[path.join('.') || 'policy'] ??= []).push(message);
  return { ok: false, errors };
}

/** The JSON schema of the document. */
export function fraudPolicyJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(fraudPolicySchema, { io: 'input', target: 'openapi-3.0' });
}
