import { createTestDatabase } from './databases.js';
import { testRedis } from './redis.js';

/** What limits there are is tested where limits are tested. */
const NO_LIMITS = [
  'otp_ip',
  'registration_ip',
  'password_reset_ip',
  'otp_phone',
  'otp_phone_hour',
  'otp_phone_day',
  'verify_ip',
  'wrong_codes_hour',
  'wrong_codes_in_a_row',
]
  .map((name) => `${name}=off`)
  .join(',');

/** The example of RFC 8037, as a variable holds it. */
export const TEST_SIGNING_KEY =
  '{"kty":"OKP","crv":"Ed25519","kid":"t1","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';

export interface TestEnvironment {
  databaseUrl: string;
  redisUrl?: string;
  /** For `RamzProcess.start`; the limits are off unless the test sets `RATE_LIMITS`. */
  variables: Record<string, string>;
  dispose(): Promise<void>;
}

/** A database, where asked for a Redis, and the secrets that several processes of one test share. */
export async function createTestEnvironment(store: 'postgresql' | 'redis' = 'postgresql'): Promise<TestEnvironment> {
  const database = await createTestDatabase();
  const redis = store === 'redis' ? await testRedis() : undefined;
  return {
    databaseUrl: database.url,
    redisUrl: redis?.url,
    variables: {
      DATABASE_URL: database.url,
      ...(redis && { REDIS_URL: redis.url }),
      OTP_PEPPERS: `t1:${Buffer.alloc(32, 'test pepper').toString('base64')}`,
      DATA_KEYS: `t1:${Buffer.alloc(32, 'test data key').toString('base64')}`,
      TOKEN_PRIVATE_KEYS: TEST_SIGNING_KEY,
      RATE_LIMITS: NO_LIMITS,
    },
    dispose: async () => {
      await database.drop();
    },
  };
}
