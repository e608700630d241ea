import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import pg from 'pg';
import { CONFIGURATION } from '../../src/configuration.js';
import { secretsConfig } from '../../src/config/index.js';
import { DoctorService, type DoctorReport, type Finding } from '../../src/doctor/index.js';
import { isSelfRequest } from '../../src/health/self-request.js';
import { PROVIDERS } from '../../src/sms/index.js';
import { createEmptyTestDatabase, type TestDatabase } from '../support/databases.js';
import { startFakeKavenegar, type FakeKavenegar } from '../support/fake-kavenegar.mjs';
import { startFakeSmsIr } from '../support/fake-smsir.mjs';
import { startFakeTwilio } from '../support/fake-twilio.mjs';
import { startOwnRedis } from '../support/own-redis.js';
import { findFreePort } from '../support/ports.js';
import { describeWith } from '../support/programs.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { FakeSmtpServer } from '../support/smtp-server.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

type Variables = Record<string, string>;

const VERSION = '1.2.3';
const KEY = '5A6B7C8D9E0F1A2B3C4D5E6F';
const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 'signing').toString('base64')}`;
const HOUR = 3_600_000;

/** Ramz as a request finds it, with the proxy that a test puts in front of it. */
class FakePublicAddress {
  private readonly server: Server = createServer((request, response) => this.answer(request, response));
  /** What the route of the doctor answers, or a page of something else. */
  echo: object | 'page' = { address: '127.0.0.1', peer: '127.0.0.1', forwarded_for: '203.0.113.77' };
  secrets: Variables = {};

  async start(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
    const isOwn = isSelfRequest(headers['x-ramz-self-request'], secretsConfig.read(this.secrets), Date.now());
    if (this.echo !== 'page' && url === '/health/address' && isOwn) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(this.echo));
      return;
    }
    response.writeHead(404, { 'content-type': this.echo === 'page' ? 'text/html' : 'application/problem+json' });
    response.end('{}');
  }
}

let environment: TestEnvironment;
let pool: pg.Pool;
let kavenegar: FakeKavenegar;
let address: FakePublicAddress;
const cleanUps: (() => unknown)[] = [];

/** Tests of one `describe` use the same database: rows are removed after each. */
beforeAll(async () => {
  environment = await createTestEnvironment();
  pool = new pg.Pool({ connectionString: environment.databaseUrl, max: 2 });
  address = await new FakePublicAddress().start();
});
afterAll(async () => {
  await Promise.all([pool.end(), address.stop()]);
  await environment.dispose();
});

beforeEach(async () => {
  kavenegar = await startFakeKavenegar({ apiKey: KEY });
  address.echo = { address: '127.0.0.1', peer: '127.0.0.1', forwarded_for: '203.0.113.77' };
  address.secrets = environment.variables;
  await addProcess();
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  await kavenegar.close();
  await pool.query('TRUNCATE processes, secret_keys, messages, message_attempts, events, event_deliveries CASCADE');
});

/** An installation without a fault, but for an address that the internet cannot reach. */
function sound(): Variables {
  return {
    ...environment.variables,
    NODE_ENV: 'test',
    RATE_LIMITS: '',
    PUBLIC_URL: address.url,
    SMS_ROUTES: 'IR=kavenegar',
    KAVENEGAR_API_KEY: KEY,
    KAVENEGAR_BASE_URL: kavenegar.url,
    KAVENEGAR_WEBHOOK_TOKEN: 'a-token-of-the-callback',
  };
}

async function examine(
  changes: Record<string, string | undefined> = {},
  options: { now?: () => number; slowAfterMs?: number; timeoutMs?: number } = {},
): Promise<DoctorReport> {
  const given = Object.entries({ ...sound(), ...changes }).filter(([, value]) => value !== undefined);
  const report = await new DoctorService().examine({
    environment: Object.fromEntries(given),
    parts: CONFIGURATION,
    migrations: resolve('prisma/migrations'),
    version: VERSION,
    ...options,
  });
  // Whatever is found is explained.
  for (const { name } of report.checks) expect(DOCUMENTED).toContain(withoutProvider(name));
  return report;
}

const DOCUMENTED = [...readFileSync('docs/doctor.md', 'utf8').matchAll(/^\| `([\w.<>]+)` +\|/gm)].map(
  ([, name]) => name,
);
const NAMES = PROVIDERS.map(({ name }) => name).join('|');
const withoutProvider = (name: string) => name.replace(new RegExp(`\\b(${NAMES})\\b`), '<provider>');

const named = ({ checks }: DoctorReport, name: string): Finding[] => checks.filter((check) => check.name === name);

async function addProcess(values: { role?: string; skewMs?: number; version?: string; keys?: object } = {}) {
  const { role = 'all', skewMs = 0, version = VERSION, keys = {} } = values;
  await pool.query('INSERT INTO processes (id, role, host, version, keys, skew_ms) VALUES ($1, $2, $3, $4, $5, $6)', [
    randomUUID(),
    role,
    hostname(),
    version,
    JSON.stringify(keys),
    skewMs,
  ]);
}

/** A message that `provider` refused because of a setting. */
async function addRefusal(method: string, code: number, meaning: string): Promise<void> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO messages (id, channel, kind, recipient, status, created_at, expires_at)
     VALUES ($1, 'sms', 'otp', '+98912', 'failed', now(), now())`,
    [id],
  );
  await pool.query(
    `INSERT INTO message_attempts (message_id, provider, method, outcome, raw_code, meaning, started_at)
     VALUES ($1, 'kavenegar', $2, 'misconfigured', $3, $4, now())`,
    [id, method, code, meaning],
  );
}

describe('An installation without a fault', () => {
  it('passes every check, and the same checks come in the same order each time', async () => {
    const report = await examine();
    expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    // What a test on one machine cannot have.
    const warnings = report.checks.filter(({ status }) => status === 'warn').map(({ name }) => name);
    expect(warnings).toEqual(['webhook_address']);
    expect(report.ok).toBe(true);
    expect(report.checks.map(({ name }) => name)).toEqual([
      'configuration',
      'database',
      'migrations',
      'secrets',
      'clock.database',
      'queue',
      'workers',
      'providers',
      'kavenegar.key',
      'kavenegar.reach',
      'clock.kavenegar',
      'kavenegar.account',
      'kavenegar.credit',
      'kavenegar.sender',
      'kavenegar.template',
      'kavenegar.refusals',
      'webhook_address',
      'proxies',
      'limits',
      'smtp',
      'events',
    ]);
    expect((await examine()).checks.map(({ name }) => name)).toEqual(report.checks.map(({ name }) => name));
  });

  it('a finding has a fix exactly if it is no pass, and nothing is sent or shown that is secret', async () => {
    const { checks } = await examine({ KAVENEGAR_SENDER: '10004346', RATE_LIMITS: 'otp_ip=off', PORT: 'x' });
    for (const { status, fix } of checks) expect(fix === undefined).toBe(status === 'pass');
    expect(JSON.stringify(checks)).not.toMatch(new RegExp(`${KEY}|a-token-of-the-callback|postgres:.*@`));
    expect(kavenegar.messages).toEqual([]);
    expect(kavenegar.requests.filter(({ scope }) => /^sms\/|lookup/.test(scope))).toEqual([]);
  });

  it('is left as it was: no process is registered, and no key', async () => {
    await examine();
    const { rows } = await pool.query(
      'SELECT (SELECT count(*) FROM processes)::int AS p, (SELECT count(*) FROM secret_keys)::int AS k',
    );
    expect(rows).toEqual([{ p: 1, k: 0 }]);
  });
});

interface Case {
  fault: string;
  /** Produces the fault. Returns changed variables. */
  produce?: () => Record<string, string | undefined> | void | Promise<Record<string, string | undefined> | void>;
  options?: Parameters<typeof examine>[1];
  check: string;
  status: 'warn' | 'fail';
  message: RegExp;
  fix: RegExp;
}

const minutesAgo = (minutes: number) => () => Date.now() - minutes * 60_000;

const PROVIDER_CASES: Case[] = [
  {
    fault: 'no key of any provider',
    produce: () => ({ KAVENEGAR_API_KEY: undefined }),
    check: 'providers',
    status: 'warn',
    message: /No SMS provider has a key, so texts are simulated/,
    fix: /Set the key of a provider: .*KAVENEGAR_API_KEY/,
  },
  {
    fault: 'no key beside other variables of the provider',
    produce: () => ({ KAVENEGAR_API_KEY: ' ' }),
    check: 'kavenegar.key',
    status: 'warn',
    message: /KAVENEGAR_API_KEY is not set.*although KAVENEGAR_/,
    fix: /Set KAVENEGAR_API_KEY/,
  },
  {
    fault: 'a key in quotes',
    produce: () => ({ KAVENEGAR_API_KEY: `"${KEY}"` }),
    check: 'kavenegar.key',
    status: 'fail',
    message: /KAVENEGAR_API_KEY has quotes in it/,
    fix: /Copy KAVENEGAR_API_KEY again, and write it without quotes/,
  },
  {
    fault: 'a key with a space in it',
    produce: () => ({ KAVENEGAR_API_KEY: `${KEY.slice(0, 8)} ${KEY.slice(8)}` }),
    check: 'kavenegar.key',
    status: 'fail',
    message: /has spaces or invisible characters/,
    fix: /Copy KAVENEGAR_API_KEY again/,
  },
  {
    fault: 'a key with spaces around it',
    produce: () => ({ KAVENEGAR_API_KEY: ` ${KEY}\t` }),
    check: 'kavenegar.key',
    status: 'warn',
    message: /spaces around it, which Ramz ignores/,
    fix: /Remove the spaces/,
  },
  {
    fault: 'a wrong key',
    produce: () => ({ KAVENEGAR_API_KEY: 'ANOTHERKEY' }),
    check: 'kavenegar.account',
    status: 'fail',
    message: /Invalid Kavenegar API key \(403\)/,
    fix: /Correct KAVENEGAR_API_KEY/,
  },
  {
    fault: 'a deactivated account',
    produce: () => void kavenegar.respondWith(401),
    check: 'kavenegar.account',
    status: 'fail',
    message: /deactivated, or the API key is wrong/,
    fix: /panel of Kavenegar/,
  },
  {
    fault: 'no credit',
    produce: () => void (kavenegar.account.remaincredit = 120),
    check: 'kavenegar.credit',
    status: 'fail',
    message: /no credit: 120 IRR/,
    fix: /Top up/,
  },
  {
    fault: 'low credit',
    produce: () => void (kavenegar.account.remaincredit = 9000),
    check: 'kavenegar.credit',
    status: 'warn',
    message: /credit of Kavenegar is low: 9000 IRR/,
    fix: /Top up/,
  },
  {
    fault: 'a sender line that the provider does not tell about',
    produce: () => ({ KAVENEGAR_SENDER: '10008663' }),
    check: 'kavenegar.sender',
    status: 'warn',
    message: /does not tell whether sender line 10008663.*default line of the account is 2000660110/,
    fix: /Set KAVENEGAR_SENDER to the default line, or send one text with "ramz send-test/,
  },
  {
    fault: 'a sender line that is not of the account (412)',
    produce: () =>
      addRefusal(
        'plain',
        412,
        'Sender line 10008663 is not active on this account. Set KAVENEGAR_SENDER to a line of the account (412).',
      ),
    check: 'kavenegar.refusals',
    status: 'fail',
    message: /Sender line 10008663 is not active.*plain, 1 times within a day/,
    fix: /Set KAVENEGAR_SENDER to a line of the account/,
  },
  {
    fault: 'a test account (501)',
    produce: () =>
      addRefusal(
        'plain',
        501,
        "This is a Kavenegar test account, which may only send to its owner's own number (501). Verify the account in the panel.",
      ),
    check: 'kavenegar.refusals',
    status: 'fail',
    message: /test account.*\(501\)/,
    fix: /Verify the account in the panel/,
  },
  {
    fault: 'an account in debug mode, which sends nothing',
    produce: () => void (kavenegar.config['debugmode'] = 'enabled'),
    check: 'kavenegar.sending',
    status: 'fail',
    message: /debug mode/,
    fix: /Turn off the debug mode/,
  },
  {
    fault: 'a template that does not exist',
    produce: () => ({ KAVENEGAR_TEMPLATE: 'another' }),
    check: 'kavenegar.template',
    status: 'fail',
    message: /Template "another" does not exist/,
    fix: /Create it in the Kavenegar panel/,
  },
  ...(
    [
      [
        'waits for approval',
        { approvalStatus: 'PendingReview' },
        /not approved by Kavenegar yet/,
        /Wait for the approval/,
      ],
      ['was rejected', { approvalStatus: 'Rejected' }, /was rejected/, /Correct its text/],
      ['has no variable', { smsMessage: 'Your code' }, /has no %token in its text/, /%token is its only variable/],
      [
        'has another variable too',
        { smsMessage: '%token %token2' },
        /has %token, %token2/,
        /%token is its only variable/,
      ],
    ] as const
  ).map(([fault, template, message, fix]): Case => ({
    fault: `a template that ${fault}`,
    produce: async () => {
      const fake = await startFakeKavenegar({ apiKey: KEY, templates: [], templateDetails: { verify: template } });
      cleanUps.push(() => fake.close());
      return { KAVENEGAR_BASE_URL: fake.url };
    },
    check: 'kavenegar.template',
    status: 'fail',
    message,
    fix,
  })),
  {
    fault: 'templates that cannot be listed',
    produce: () => void kavenegar.respondWith(404, { scope: 'verify/templatelist' }),
    check: 'kavenegar.template',
    status: 'warn',
    message: /did not list its templates/,
    fix: /send one code with "ramz send-test/,
  },
  {
    fault: 'a provider out of reach',
    produce: async () => ({ KAVENEGAR_BASE_URL: `http://127.0.0.1:${await findFreePort()}` }),
    check: 'kavenegar.reach',
    status: 'fail',
    message: /Kavenegar cannot be reached: the connection was refused/,
    fix: /Check the network/,
  },
  {
    fault: 'a provider that does not answer',
    produce: () => void kavenegar.respondWith('hang'),
    options: { timeoutMs: 300 },
    check: 'kavenegar.reach',
    status: 'fail',
    message: /no answer came before the deadline/,
    fix: /Check the network/,
  },
  {
    fault: 'a slow provider',
    options: { slowAfterMs: 0 },
    check: 'kavenegar.reach',
    status: 'warn',
    message: /Kavenegar takes \d\.\d seconds/,
    fix: /WORKER_CONCURRENCY/,
  },
  {
    fault: 'something else at the address of a provider',
    produce: () => void kavenegar.respondWith({ transport: 'html', httpStatus: 403 }),
    check: 'kavenegar.account',
    status: 'fail',
    message: /Something other than Kavenegar answered/,
    fix: /Check KAVENEGAR_BASE_URL/,
  },
  {
    fault: 'a missing secret of the webhook',
    produce: () => ({ KAVENEGAR_WEBHOOK_TOKEN: undefined }),
    check: 'kavenegar.reports',
    status: 'warn',
    message: /KAVENEGAR_WEBHOOK_TOKEN is not set/,
    fix: /Set KAVENEGAR_WEBHOOK_TOKEN/,
  },
  {
    fault: 'a clock that is behind that of a provider',
    options: { now: minutesAgo(4) },
    check: 'clock.kavenegar',
    status: 'fail',
    message: /4 minutes behind that of Kavenegar/,
    fix: /Synchronise/,
  },
];

const STORE_CASES: Case[] = [
  {
    fault: 'a variable with a fault',
    produce: () => ({ OTP_LENGTH: '99' }),
    check: 'configuration',
    status: 'fail',
    message: /OTP_LENGTH must be a whole number/,
    fix: /Correct OTP_LENGTH/,
  },
  {
    fault: 'a slip in the name of a variable',
    produce: () => ({ KAVENEGAR_SENDR: '1' }),
    check: 'configuration',
    status: 'warn',
    message: /KAVENEGAR_SENDR is set, but Ramz has no such variable/,
    fix: /KAVENEGAR_SEND/,
  },
  {
    fault: 'a database that does not answer',
    produce: async () => ({ DATABASE_URL: `postgresql://u:hunter2@127.0.0.1:${await findFreePort()}/ramz` }),
    check: 'database',
    status: 'fail',
    message: /cannot be reached/,
    fix: /Start PostgreSQL/,
  },
  {
    fault: 'a wrong clock, against that of the database',
    options: { now: minutesAgo(-3) },
    check: 'clock.database',
    status: 'fail',
    message: /3 minutes ahead of that of the database/,
    fix: /Synchronise/,
  },
  {
    fault: 'a wrong clock of another process',
    produce: () => addProcess({ skewMs: -90_000 }),
    check: 'workers.clock',
    status: 'fail',
    message: /90 seconds behind/,
    fix: /Synchronise/,
  },
  {
    fault: 'a secret that differs from that of other processes',
    produce: async () => {
      await pool.query(
        `INSERT INTO secret_keys (variable, key_id, fingerprint) VALUES ('OTP_PEPPERS', 't1', 'another')`,
      );
    },
    check: 'secrets',
    status: 'fail',
    message: /OTP_PEPPERS has another secret for the id t1/,
    fix: /Copy it from them/,
  },
  {
    fault: 'a key that a running process lacks',
    produce: () => addProcess({ keys: { DATA_KEYS: ['t9'] } }),
    check: 'secrets',
    status: 'fail',
    message: /DATA_KEYS (lacks|begins)/,
    fix: /All processes need|Copy OTP_PEPPERS/,
  },
  {
    fault: 'no process at all',
    produce: async () => {
      await pool.query('DELETE FROM processes');
    },
    check: 'workers',
    status: 'fail',
    message: /No worker is running/,
    fix: /Start a process with ROLE=worker/,
  },
  {
    fault: 'processes without a worker',
    produce: async () => {
      await pool.query('DELETE FROM processes');
      await addProcess({ role: 'api' });
    },
    check: 'workers',
    status: 'fail',
    message: /No worker is running/,
    fix: /Start a process with ROLE=worker/,
  },
  {
    fault: 'processes of another version',
    produce: () => addProcess({ version: '0.9.0' }),
    check: 'workers.versions',
    status: 'warn',
    message: /0\.9\.0, 1\.2\.3 run/,
    fix: /Restart/,
  },
  {
    fault: 'a Redis that does not answer',
    produce: async () => ({ REDIS_URL: `redis://127.0.0.1:${await findFreePort()}` }),
    check: 'queue',
    status: 'fail',
    message: /Redis does not answer/,
    fix: /Start Redis/,
  },
  {
    fault: 'limits that are off',
    produce: () => ({ RATE_LIMITS: 'otp_ip=off,verify_ip=off' }),
    check: 'limits',
    status: 'warn',
    message: /otp_ip, verify_ip/,
    fix: /Remove otp_ip=off, verify_ip=off from RATE_LIMITS/,
  },
];

const ADDRESS_CASES: Case[] = [
  {
    fault: 'no public address',
    produce: () => ({ PUBLIC_URL: undefined }),
    check: 'webhook_address',
    status: 'warn',
    message: /PUBLIC_URL is not set, so Kavenegar cannot send/,
    fix: /Set PUBLIC_URL/,
  },
  {
    fault: 'a public address that only this machine reaches',
    check: 'webhook_address',
    status: 'warn',
    message: /private address/,
    fix: /reachable from the internet/,
  },
  {
    fault: 'a public address where nothing listens',
    produce: async () => ({ PUBLIC_URL: `http://127.0.0.1:${await findFreePort()}` }),
    check: 'webhook_address',
    status: 'fail',
    message: /does not lead to Ramz: nothing listens there/,
    fix: /Start Ramz and its proxy/,
  },
  {
    fault: 'a public address without a DNS record',
    produce: () => ({ PUBLIC_URL: 'https://otp.ramz.invalid' }),
    check: 'webhook_address',
    status: 'fail',
    message: /host name in PUBLIC_URL (does not exist|cannot be looked up)/,
    fix: /Create its DNS record/,
  },
  {
    fault: 'a public address where something else answers',
    produce: () => void (address.echo = 'page'),
    check: 'webhook_address',
    status: 'fail',
    message: /Something other than Ramz answers/,
    fix: /Have the proxy pass/,
  },
  {
    fault: 'a proxy that Ramz does not trust',
    produce: () =>
      void (address.echo = { address: '10.0.0.9', peer: '10.0.0.9', forwarded_for: '203.0.113.77, 192.0.2.1' }),
    check: 'proxies',
    status: 'fail',
    message: /proxy \(10\.0\.0\.9\) that Ramz does not trust/,
    fix: /Set TRUST_PROXY/,
  },
  {
    fault: 'a header that anyone may make up',
    produce: () => void (address.echo = { address: '203.0.113.77', peer: '127.0.0.1', forwarded_for: '203.0.113.77' }),
    check: 'proxies',
    status: 'fail',
    message: /believes an X-Forwarded-For that the client makes up/,
    fix: /Lower TRUST_PROXY/,
  },
  {
    fault: 'an address that may be that of a proxy',
    produce: () => void (address.echo = { address: '192.0.2.9', peer: '192.0.2.9', forwarded_for: '203.0.113.77' }),
    check: 'proxies',
    status: 'warn',
    message: /192\.0\.2\.9, which this machine does not have/,
    fix: /Compare it/,
  },
  {
    fault: 'a Ramz that does not tell which address it sees',
    produce: () => void (address.echo = 'page'),
    check: 'proxies',
    status: 'warn',
    message: /did not show which address Ramz sees/,
    fix: /request codes from two devices/,
  },
];

const RECEIVER_CASES: Case[] = [
  {
    fault: 'a mail server where nothing listens',
    produce: async () => mailVariables(`smtp://127.0.0.1:${await findFreePort()}`),
    check: 'smtp',
    status: 'fail',
    message: /Nothing listens at the address in SMTP_URL/,
    fix: /Correct host, port/,
  },
  {
    fault: 'a mail server that refuses the password',
    produce: async () => {
      const server = await FakeSmtpServer.start({ user: { name: 'sam', password: 'right-password' } });
      cleanUps.push(() => server.close());
      return mailVariables(server.url.replace('//', '//sam:wrong-password@'));
    },
    check: 'smtp',
    status: 'fail',
    message: /refused the user or the password/,
    fix: /Correct host, port, user and password/,
  },
  {
    fault: 'no mail server',
    produce: () => ({ EMAIL_OTP_ENABLED: 'true' }),
    check: 'smtp',
    status: 'warn',
    message: /e-mails are simulated/,
    fix: /Set SMTP_URL/,
  },
  {
    fault: 'a receiver of events without a secret',
    produce: () => ({ EVENT_WEBHOOK_URL: 'http://127.0.0.1:1/hook' }),
    check: 'configuration',
    status: 'fail',
    message: /EVENT_WEBHOOK_SECRET is missing/,
    fix: /EVENT_WEBHOOK_SECRET/,
  },
  {
    fault: 'a receiver of events out of reach',
    produce: async () => ({
      EVENT_WEBHOOK_URL: `http://127.0.0.1:${await findFreePort()}/hook`,
      EVENT_WEBHOOK_SECRET: SIGNING_SECRET,
    }),
    check: 'events',
    status: 'fail',
    message: /receiver of EVENT_WEBHOOK_URL cannot be reached/,
    fix: /Start the receiver/,
  },
];

const mailVariables = (url: string) => ({
  EMAIL_OTP_ENABLED: 'true',
  SMTP_URL: url,
  EMAIL_FROM: 'codes@example.com',
});

describe.each([
  ['a provider', PROVIDER_CASES],
  ['configuration, stores and processes', STORE_CASES],
  ['public address and proxies', ADDRESS_CASES],
  ['mail server and receivers', RECEIVER_CASES],
])('The doctor looks at %s', (_what, cases) => {
  it.each(cases.map((one): [string, Case] => [one.fault, one]))(
    'the doctor finds this fault and says what to do: %s',
    async (_fault, { produce, options, check, status, message, fix }) => {
      const changes = (await produce?.()) ?? {};
      const report = await examine(changes, options);
      const found = named(report, check);
      expect(found).toContainEqual({
        name: check,
        status,
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      });
      expect(report.ok).toBe(!report.checks.some((finding) => finding.status === 'fail'));
      expect(JSON.stringify(report)).not.toMatch(/hunter2|wrong-password/);
      expect(kavenegar.messages).toEqual([]);
    },
  );
});

describe('Migrations', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyTestDatabase();
  });
  afterEach(() => database.drop());

  it.each([
    ['in production, where they are applied by hand', 'production', 'fail', /Run "ramz migrate"/],
    ['elsewhere, where the next start applies them', 'test', 'warn', /Start Ramz, which applies them/],
  ])('pending migrations are found %s, and checks that need the tables say so', async (_where, mode, status, fix) => {
    const report = await examine({ DATABASE_URL: database.url, NODE_ENV: mode });
    expect(named(report, 'database')).toMatchObject([{ status: 'pass' }]);
    expect(named(report, 'migrations')).toEqual([
      {
        name: 'migrations',
        status,
        message: expect.stringMatching(/migrations are pending/),
        fix: expect.stringMatching(fix),
      },
    ]);
    expect(named(report, 'workers')).toMatchObject([
      { status: 'warn', message: 'Not checked, because migrations are pending.' },
    ]);
  });

  it('the tables of another application are a fault of the database', async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('CREATE TABLE invoices (id int)');
    await client.end();
    expect(named(await examine({ DATABASE_URL: database.url }), 'database')).toMatchObject([
      {
        status: 'fail',
        message: expect.stringContaining('invoices'),
        fix: expect.stringContaining('database of its own'),
      },
    ]);
  });
});

describe('Providers beside Kavenegar', () => {
  const SID = 'AC00000000000000000000000000000000';

  async function twilio(options: Parameters<typeof startFakeTwilio>[0], changes: Variables = {}) {
    const fake = await startFakeTwilio(options);
    cleanUps.push(() => fake.close());
    const report = await examine({
      SMS_ROUTES: '*=twilio',
      KAVENEGAR_API_KEY: undefined,
      KAVENEGAR_BASE_URL: undefined,
      KAVENEGAR_WEBHOOK_TOKEN: undefined,
      TWILIO_ACCOUNT_SID: SID,
      TWILIO_AUTH_TOKEN: fake.authToken,
      TWILIO_FROM_NUMBER: '+15005550006',
      TWILIO_BASE_URL: fake.url,
      TWILIO_VERIFY_BASE_URL: fake.url,
      ...changes,
    });
    expect(fake.messages).toEqual([]);
    return report;
  }

  it('Twilio passes with its own sender and Verify service', async () => {
    const report = await twilio({}, { TWILIO_VERIFY_SERVICE_SID: 'VA00000000000000000000000000000000' });
    for (const name of ['key', 'reach', 'account', 'credit', 'sender', 'verify']) {
      expect(named(report, `twilio.${name}`)).toMatchObject([{ status: 'pass' }]);
    }
  });

  it.each<[string, Parameters<typeof startFakeTwilio>[0], Variables, string, RegExp, RegExp]>([
    [
      'wrong credentials',
      {},
      { TWILIO_AUTH_TOKEN: 'another' },
      'account',
      /refused the credentials/,
      /Correct TWILIO_ACCOUNT_SID/,
    ],
    [
      'a sender of somebody else',
      {},
      { TWILIO_FROM_NUMBER: '+15005550001' },
      'sender',
      /not a number of the Twilio account/,
      /Set TWILIO_FROM_NUMBER/,
    ],
    [
      'a sender that cannot send texts',
      { from: [], voiceOnly: ['+15005550006'] },
      {},
      'sender',
      /cannot send texts/,
      /capability SMS/,
    ],
    [
      'an unknown Verify service',
      {},
      { TWILIO_VERIFY_SERVICE_SID: 'VA11111111111111111111111111111111' },
      'verify',
      /does not exist/,
      /Set TWILIO_VERIFY_SERVICE_SID/,
    ],
    [
      'a Verify service without custom codes',
      { customCodes: false },
      { TWILIO_VERIFY_SERVICE_SID: 'VA00000000000000000000000000000000' },
      'verify',
      /custom codes are off/,
      /TWILIO_VERIFY_MODE=managed/,
    ],
  ])('%s at Twilio are found', async (_fault, options, changes, subject, message, fix) => {
    expect(named(await twilio(options, changes), `twilio.${subject}`)).toMatchObject([
      { status: 'fail', message: expect.stringMatching(message), fix: expect.stringMatching(fix) },
    ]);
  });

  it('an API key without the auth token cannot verify the reports of Twilio', async () => {
    const keySid = 'SK00000000000000000000000000000000';
    const report = await twilio(
      { apiKeys: { [keySid]: 'api-secret' } },
      {
        TWILIO_AUTH_TOKEN: '',
        TWILIO_API_KEY_SID: keySid,
        TWILIO_API_KEY_SECRET: 'api-secret',
      },
    );
    expect(named(report, 'twilio.settings')).toMatchObject([
      {
        status: 'warn',
        message: expect.stringContaining('Delivery reports of Twilio are refused'),
        fix: 'Set TWILIO_AUTH_TOKEN too.',
      },
    ]);
  });

  it('a line that SMS.ir does not list is found, with those that it lists', async () => {
    const fake = await startFakeSmsIr({ apiKey: 'smsir-key', lines: [30007] });
    cleanUps.push(() => fake.close());
    const report = await examine({
      SMSIR_API_KEY: 'smsir-key',
      SMSIR_BASE_URL: fake.url,
      SMSIR_SENDER: '30008',
      SMS_ROUTES: 'IR=kavenegar,smsir',
    });
    expect(named(report, 'smsir.sender')).toMatchObject([
      {
        status: 'fail',
        message: 'Sender line 30008 is not one of the SMS.ir account.',
        fix: expect.stringContaining('30007'),
      },
    ]);
  });
});

describe('Mail server and receivers that work', () => {
  it('pass without an e-mail and without an event', async () => {
    const server = await FakeSmtpServer.start({ user: { name: 'sam', password: 'right-password' } });
    const receiver = await new WebhookReceiver().start();
    cleanUps.push(
      () => server.close(),
      () => receiver.stop(),
    );
    const report = await examine({
      ...mailVariables(server.url.replace('//', '//sam:right-password@')),
      ALERT_WEBHOOK_URL: receiver.url,
    });
    expect(named(report, 'smtp')).toMatchObject([{ status: 'pass' }]);
    expect(named(report, 'events')).toMatchObject([{ status: 'pass' }]);
    expect(server.mails).toEqual([]);
    expect(server.logins).toEqual(['sam']);
  });

  it('events that a receiver did not take for a while are named', async () => {
    const { rows } = await pool.query<{ seq: string }>(
      `INSERT INTO events (type, data) VALUES ('otp.requested', '{}') RETURNING seq`,
    );
    await pool.query(
      `INSERT INTO event_deliveries (receiver, event_seq, attempts, last_error, created_at, due_at)
       VALUES ('events', $1, 3, 'The receiver answered with status 500.', $2, $2)`,
      [rows[0]!.seq, new Date(Date.now() - HOUR)],
    );
    const receiver = await new WebhookReceiver().start();
    cleanUps.push(() => receiver.stop());
    const report = await examine({ EVENT_WEBHOOK_URL: receiver.url, EVENT_WEBHOOK_SECRET: SIGNING_SECRET });
    expect(named(report, 'events.delivery')).toMatchObject([
      { status: 'warn', message: expect.stringMatching(/1 events wait for the receiver of EVENT_WEBHOOK_URL/) },
    ]);
  });
});

describeWith('redis-server')('A Redis that evicts', () => {
  it.each([
    ['allkeys-lru', 'fail', ['Set maxmemory-policy to noeviction in the configuration of Redis.']],
    ['noeviction', 'pass', []],
  ])('a Redis with maxmemory-policy %s is a %s', async (policy, status, fixes) => {
    const redis = await startOwnRedis(['--maxmemory-policy', policy]);
    cleanUps.push(() => redis.stop());
    const report = await examine({ REDIS_URL: `redis://127.0.0.1:${redis.port}` });
    expect(named(report, 'queue')).toMatchObject([{ status: 'pass' }]);
    const eviction = named(report, 'queue.eviction');
    expect(eviction).toMatchObject([{ status }]);
    expect(eviction.flatMap(({ fix }) => fix ?? [])).toEqual(fixes);
  });
});
