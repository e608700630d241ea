import { Redis } from 'ioredis';
import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { isCompleteRun } from '../support/complete-run.js';
import { eventually } from '../support/eventually.js';
import { stores } from '../support/redis.js';
import { withRamz } from '../support/with-ramz.js';

/** Nine digits occur nowhere by chance, and unlike ten they are no phone number to the redactor of logs. */
const CODE_LENGTH = 9;

/** Where a recipient may stand in full. */
const RECIPIENTS = [
  'public.otp_tokens.recipient',
  'public.messages.recipient',
  'public.users.phone',
  'public.events.recipient',
];

interface Secret {
  name: string;
  value: string;
  /** Columns in which it may stand. */
  allowed?: readonly string[];
}

/** Some place that was searched, and what it holds, in every reading of its bytes. */
interface Place {
  name: string;
  text: string;
}

const SETTINGS = stores.flatMap((store) => [isCompleteRun ? 2 : 1].map((processCount) => ({ store, processCount })));

describe.each(SETTINGS)(
  'secrets of a full run on $store over $processCount API processes',
  ({ store, processCount }) => {
    const ramz = withRamz(
      {
        LOG_LEVEL: 'debug',
        OTP_CHANNELS: 'sms,call',
        OTP_LENGTH: String(CODE_LENGTH),
        // On, so that their keys are searched too.
        RATE_LIMITS:
          'otp_ip=1000/300,verify_ip=1000/300,otp_phone=10/120,otp_phone_hour=100/3600,otp_phone_day=100/86400',
        SMS_ATTEMPTS: '3',
        SMS_BACKOFF_MS: '20',
        SMS_TIMEOUT_MS: '300',
      },
      {
        store,
        // One of them sends.
        roles: Array.from({ length: processCount }, (_, i) => (i === 0 ? 'all' : 'api')),
        providers: ['kavenegar'],
        connections: 1,
      },
    );
    let turn = 0;
    const secrets: Secret[] = [];
    const places: Place[] = [];

    beforeAll(async () => {
      await runEverything();
      await collect();
    });

    /** Each process in turn. */
    function nextUrl(): string {
      turn += 1;
      return ramz.processes[turn % ramz.processes.length]!.url;
    }

    /** Every outcome of a code and of a send, one number each; some messages are left waiting for their next try. */
    async function runEverything(): Promise<void> {
      const signedIn = newPhoneNumber();
      await ask(signedIn);
      await ramz.kavenegar.waitForMessage(signedIn.e164);
      const code = codesOf(signedIn)[0]!;
      for (const step of [1, 2]) await verify(signedIn, wrongCode(code, step), 400);
      const { body } = await verify(signedIn, code, 200);
      secrets.push({ name: 'access token', value: body.access_token });
      secrets.push({ name: 'signature of the access token', value: String(body.access_token).split('.')[2]! });
      secrets.push({ name: 'refresh token', value: body.refresh_token });
      await verify(signedIn, code, 400);

      const exhausted = newPhoneNumber();
      await ask(exhausted);
      await ramz.kavenegar.waitForMessage(exhausted.e164);
      for (let step = 1; step <= 6; step += 1) await verify(exhausted, wrongCode(codesOf(exhausted)[0]!, step), 400);

      const resent = newPhoneNumber();
      await ask(resent);
      await ramz.kavenegar.waitForMessage(resent.e164);
      await ask(resent, { purpose: 'login', locale: 'en', channel: 'call' });
      await ramz.kavenegar.waitForMessage(resent.e164, { count: 2 });
      // The older code ends when the acceptance of the newer one is committed.
      await eventually(async () => {
        const query = `SELECT FROM otp_tokens WHERE recipient = $1 AND status = 'superseded'`;
        expect((await ramz.database.query(query, [resent.e164])).rows).toHaveLength(1);
      });
      await verify(resent, codesOf(resent)[0]!, 400);

      await callsThatWork();
      for (const fault of [424, 412, 411, 501, 409, 500, 'html', 'half_body', 'close', 'hang', 'redirect'] as const) {
        const phone = newPhoneNumber();
        ramz.kavenegar.failNext(fault, { receptor: phone.e164, times: fault === 409 ? 3 : 1 });
        await ask(phone);
      }
      // The answer quotes what was asked, as some gateways' pages do.
      const echoed = newPhoneNumber();
      ramz.kavenegar.failNext(
        { httpStatus: 502, body: `<html>${ramz.kavenegar.apiKey} ${echoed.e164}</html>` },
        { receptor: echoed.e164 },
      );
      await ask(echoed);

      await allEnded();
      await callsThatWork();
      // Their messages wait for the next try. Each of these faults pauses the provider.
      const pausing = [403, 418, { status: 451, retryAfter: 60 }, { status: 409, retryAfter: 60 }];
      for (const fault of pausing) {
        const waiting = newPhoneNumber();
        // In every call, however early the message is tried again.
        ramz.kavenegar.respondWith(fault, { receptor: waiting.e164 });
        await ask(waiting);
        await eventually(async () => {
          const { rows } = await ramz.database.query(
            `SELECT FROM message_attempts a JOIN messages m ON m.id = a.message_id
             WHERE m.recipient = $1 AND m.status = 'queued'`,
            [waiting.e164],
          );
          expect(rows).not.toEqual([]);
        });
        await ramz.database.query('DELETE FROM breakers');
        // The process that sends has heard of it once it takes a code again.
        await ask(newPhoneNumber(), {}, ramz.processes[0]!.url);
      }

      const sends = ['verify/lookup', 'sms/send'];
      for (const { form } of ramz.kavenegar.requests.filter(({ scope }) => sends.includes(scope))) {
        secrets.push({ name: 'code', value: form['token'] ?? /\d{9}/.exec(form['message'] ?? '')?.[0] ?? '' });
      }
      for (const [name, list] of [
        ['pepper', ramz.environment.variables['OTP_PEPPERS']!],
        ['data key', ramz.environment.variables['DATA_KEYS']!],
      ] as const) {
        const base64 = list.slice(list.indexOf(':') + 1);
        secrets.push({ name, value: base64 });
        secrets.push({ name: `${name} in hexadecimal`, value: Buffer.from(base64, 'base64').toString('hex') });
        secrets.push({ name: `${name} in clear`, value: Buffer.from(base64, 'base64').toString() });
      }
      const { d } = JSON.parse(ramz.environment.variables['TOKEN_PRIVATE_KEYS']!) as { d: string };
      secrets.push({ name: 'private key of tokens', value: d });
      secrets.push({ name: 'API key', value: ramz.kavenegar.apiKey });
      secrets.push({ name: 'password of the database', value: new URL(ramz.environment.databaseUrl).password });
    }

    /** Enough that the faults which follow do not make the provider rest. */
    async function callsThatWork(): Promise<void> {
      for (let i = 0; i < 10; i += 1) await ask(newPhoneNumber());
      await allEnded();
    }

    async function allEnded(): Promise<void> {
      await eventually(async () => {
        const { rows } = await ramz.database.query(`SELECT status FROM messages WHERE status IN ('queued', 'sending')`);
        expect(rows).toEqual([]);
      });
    }

    async function ask(
      phone: { e164: string; national: string },
      members: Record<string, unknown> = {},
      at = nextUrl(),
    ): Promise<void> {
      // Without its country code, the number is found in every way to write it.
      secrets.push({ name: 'phone number', value: phone.national.slice(1), allowed: RECIPIENTS });
      const { body, text } = await eventually(async () => {
        const answer = await askForCode(at, phone.national, members);
        // The provider is paused; a process hears within a second that it no longer is.
        if (answer.status === 503) await ramz.database.query('DELETE FROM breakers');
        expect(answer.status).toBe(200);
        return answer;
      });
      // The number is the caller's own.
      places.push({ name: 'an answer', text: text.replaceAll(String(body.phone_number), '') });
    }

    async function verify({ e164 }: { e164: string }, code: string, status: number) {
      const answer = await verifyCode(nextUrl(), e164, code).expect(status);
      if (status !== 200) places.push({ name: 'a refusal', text: answer.text });
      return answer;
    }

    function codesOf({ national }: { national: string }): string[] {
      return ramz.kavenegar.requests.flatMap(({ form }) =>
        form['receptor'] === national ? [form['token'] ?? ''] : [],
      );
    }

    async function collect(): Promise<void> {
      places.push(...(await readTables()));
      if (ramz.environment.redisUrl) places.push(...(await readRedis(ramz.environment.redisUrl)));
      for (const path of ['/openapi.json', '/docs', '/health/ready', '/.well-known/jwks.json']) {
        places.push({ name: path, text: (await supertest(nextUrl()).get(path)).text });
      }
      // What the process says when it ends is searched as well.
      await Promise.all(ramz.processes.map((process) => process.stop()));
      const lines = ramz.processes.flatMap(({ output }) => output.split('\n'));
      for (const line of lines) places.push({ name: 'the log', text: line });
    }

    /** Every column of every table that is not PostgreSQL's own. */
    async function readTables(): Promise<Place[]> {
      const { rows: columns } = await ramz.database.query<{
        schema: string;
        table: string;
        column: string;
        type: string;
      }>(
        `SELECT table_schema AS schema, table_name AS table, column_name AS column, data_type AS type
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
      );
      const found: Place[] = [];
      for (const { schema, table, column, type } of columns) {
        const from = `FROM "${schema}"."${table}" WHERE "${column}" IS NOT NULL`;
        const name = `${schema}.${table}.${column}`;
        const { rows } =
          type === 'bytea'
            ? await ramz.database.query<{ value: Buffer }>(`SELECT "${column}" AS value ${from}`)
            : await ramz.database.query<{ value: string }>(`SELECT "${column}"::text AS value ${from}`);
        found.push(...rows.map(({ value }) => ({ name, text: readings(value) })));
      }
      return found;
    }

    async function readRedis(url: string): Promise<Place[]> {
      const redis = new Redis(url);
      const read: Record<string, (key: string) => Promise<unknown>> = {
        string: (key) => redis.get(key),
        hash: (key) => redis.hgetall(key),
        list: (key) => redis.lrange(key, 0, -1),
        set: (key) => redis.smembers(key),
        zset: (key) => redis.zrange(key, 0, -1, 'WITHSCORES'),
        stream: (key) => redis.xrange(key, '-', '+'),
      };
      const found: Place[] = [];
      for (const key of await redis.keys('*')) {
        const type = await redis.type(key);
        // It has expired since its name was read.
        if (type === 'none') continue;
        const value = await read[type]!(key);
        found.push({ name: `Redis ${key.replace(/[0-9a-f-]{36}/, 'ID')}`, text: `${key} ${JSON.stringify(value)}` });
      }
      redis.disconnect();
      return found;
    }

    function searched(pattern: RegExp): Place[] {
      return places.filter(({ name }) => pattern.test(name));
    }

    it('a full run uses every kind of secret, and every place is searched', () => {
      const kinds = new Set(secrets.map(({ name }) => name));
      expect([...kinds]).toEqual(expect.arrayContaining(['code', 'phone number', 'access token', 'refresh token']));
      const codes = secrets.filter(({ name }) => name === 'code');
      expect(codes.length).toBeGreaterThan(20);
      for (const { value } of codes) expect(value).toMatch(/^\d{9}$/);
      // Places that hold something, and would hold the secret if it leaked.
      expect(searched(/^public\.messages\.payload$/).length).toBeGreaterThanOrEqual(4);
      expect(searched(/^public\.otp_tokens\.code_digest$/).length).toBeGreaterThan(15);
      expect(searched(/^public\.refresh_tokens\.digest$/)).toHaveLength(1);
      expect(searched(/^public\.message_attempts\.meaning$/).length).toBeGreaterThan(10);
      expect(searched(/^the log$/).length).toBeGreaterThan(50);
      expect(searched(/^Redis bull:sms:ID$|^bullmq\.job\.data$/).length).toBeGreaterThanOrEqual(3);
      expect(searched(/^Redis ramz:otp_phone|^public\.request_limits\.key$/).length).toBeGreaterThan(10);
      // The search itself finds what it looks for, where it may stand.
      for (const column of RECIPIENTS) expect(finds(secrets, places, true)).toContain(`phone number in ${column}`);
    });

    it('no secret is found in the database, Redis, the log, answers or the API description', () => {
      expect(finds(secrets, places, false)).toEqual([]);
    });
  },
);

/** Text as it is; bytes as text in two encodings, as hexadecimal and as base64. */
function readings(value: string | Buffer): string {
  if (typeof value === 'string') return value;
  return (['utf8', 'utf16le', 'latin1', 'hex', 'base64'] as const)
    .map((encoding) => value.toString(encoding))
    .join(' ');
}

/** Which kind of secret stands where, once each; the secrets themselves are not told. */
function finds(secrets: Secret[], places: Place[], allowed: boolean): string[] {
  const found = secrets.flatMap((secret) =>
    places
      .filter(({ name, text }) => text.includes(secret.value) && (secret.allowed?.includes(name) ?? false) === allowed)
      .map(({ name }) => `${secret.name} in ${name}`),
  );
  return [...new Set(found)];
}
