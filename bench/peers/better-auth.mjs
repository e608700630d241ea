// better-auth with its phone-number plugin, as a server of its own. The environment says where its stores are.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { phoneNumber } from 'better-auth/plugins';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Pool } from 'undici';

const { DATABASE_URL, PORT, PROVIDER_URL, PROVIDER_KEY, REDIS_URL, LIMITS } = process.env;
const database = new pg.Pool({ connectionString: DATABASE_URL, max: 15 });
const provider = PROVIDER_URL && new Pool(PROVIDER_URL, { connections: 50 });

/** Counts in one round trip; the time to live is that of the first count. */
const INCREMENT = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
  return count`;

/** Sends by the same provider as Ramz; does nothing where there is none. */
async function sendOTP({ phoneNumber: receptor, code: token }) {
  if (!provider) return;
  const body = new URLSearchParams({ receptor, token, template: 'verify' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const path = `/v1/${PROVIDER_KEY}/verify/lookup.json`;
  const answer = await provider.request({ method: 'POST', path, headers, body });
  await answer.body.json();
}

/** The limiter counts where Ramz counts: in Redis, if there is one. */
function limiter() {
  if (LIMITS !== 'on') return { rateLimit: { enabled: false } };
  if (!REDIS_URL) return { rateLimit: { enabled: true, storage: 'database' } };
  const redis = new Redis(REDIS_URL);
  return {
    rateLimit: { enabled: true, storage: 'secondary-storage' },
    secondaryStorage: {
      get: (key) => redis.get(key),
      set: (key, value, ttl) => (ttl ? redis.set(key, value, 'EX', ttl) : redis.set(key, value)),
      delete: (key) => redis.del(key),
      increment: (key, ttl) => redis.eval(INCREMENT, 1, key, ttl),
    },
  };
}

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: 'a secret of the bench only, of 32 characters or more',
  database,
  telemetry: { enabled: false },
  logger: { level: 'error' },
  // Each read renews the session in the database: the nearest that there is to a refresh.
  session: { updateAge: 0 },
  advanced: { ipAddress: { ipAddressHeaders: ['x-forwarded-for'] } },
  plugins: [
    phoneNumber({
      sendOTP,
      allowedAttempts: 5,
      signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@example.com` },
    }),
  ],
  ...limiter(),
});

const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
// With a secondary storage the codes are there, and there is no such table.
if (!auth.options.secondaryStorage)
  await database.query('CREATE INDEX IF NOT EXISTS verification_identifier ON verification (identifier)');

const handle = toNodeHandler(auth);
createServer((request, response) => {
  if (request.url === '/empty') response.end('{}');
  else void handle(request, response);
}).listen(Number(PORT), '127.0.0.1');
