import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectStatus, newAddress } from '../support/clients.mjs';
import { Connection } from '../support/connection.mjs';
import { answers, freePort, startProcess } from '../support/processes.mjs';

const OWN_CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const BASE = '/api/v1/auth';

const key = (text) => `b1:${Buffer.alloc(32, text).toString('base64')}`;
/** The example of RFC 8037. */
const SIGNING_KEY =
  '{"kty":"OKP","crv":"Ed25519","kid":"b1","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';

/**
 * Ramz in production mode with its default settings: one process for each role, on one database.
 * @param checkout another built checkout, such as that of an earlier release
 * @param name of its side in the table
 */
export async function startRamz({
  stores,
  provider,
  roles = ['api'],
  variables = {},
  checkout = OWN_CHECKOUT,
  name = checkout === OWN_CHECKOUT ? 'Ramz' : 'Ramz of the other checkout',
}) {
  const database = await stores.postgres.createDatabase();
  const { applyMigrations } = await import(join(checkout, 'dist/database/migrations.js'));
  await applyMigrations(database, join(checkout, 'prisma/migrations'));
  const redis = stores.redis?.createDatabase();
  const common = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://otp.example.com',
    TRUST_PROXY: 'loopback',
    DATABASE_URL: database,
    ...(redis && { REDIS_URL: redis }),
    OTP_PEPPERS: key('bench pepper'),
    DATA_KEYS: key('bench data key'),
    TOKEN_PRIVATE_KEYS: SIGNING_KEY,
    KAVENEGAR_API_KEY: provider?.apiKey ?? 'unused',
    KAVENEGAR_BASE_URL: provider?.url ?? 'http://127.0.0.1:9',
    ...variables,
  };
  const processes = [];
  /** Of the processes that answer requests. */
  const urls = [];
  const target = {
    name,
    pids: [],
    database,
    provider,
    redis,
    statuses: { wrong: 400, refused: 429 },
    async add(role, more = {}) {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const process = await startProcess({
        program: join(checkout, 'dist/bundle/main.js'),
        variables: { ...common, ROLE: role, PORT: String(port), ...more },
        isReady: () => answers(`${url}/health/ready`),
      });
      processes.push(process);
      target.pids.push(process.pid);
      if (role !== 'worker') urls.push(url);
      return process;
    },
    connect: (turn = 0) => new Connection(urls[turn % urls.length]),
    ask: (connection, phone, headers = newAddress()) =>
      connection.send('POST', `${BASE}/otp`, { phone_number: phone }, headers),
    verify: (connection, phone, code) =>
      connection.send('POST', `${BASE}/otp/verify`, { phone_number: phone, code }, newAddress()),
    async signIn(connection, phone) {
      expectStatus(await target.ask(connection, phone), 200);
      const { body } = expectStatus(await target.verify(connection, phone, await provider.codeOf(phone)), 200);
      return { refreshToken: body.refresh_token };
    },
    async refresh(connection, session) {
      const body = { refresh_token: session.refreshToken };
      const answer = expectStatus(await connection.send('POST', `${BASE}/token/refresh`, body, newAddress()), 200);
      session.refreshToken = answer.body.refresh_token;
      return answer;
    },
    async stop() {
      await Promise.all(processes.map((process) => process.stop()));
      await stores.postgres.dropDatabase(database);
    },
  };
  for (const role of roles) await target.add(role);
  return target;
}
