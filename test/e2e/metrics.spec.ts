import supertest from 'supertest';
import { codeOf } from '../support/accounts.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { Exposition, sumOf, type Sample } from '../support/exposition.js';
import { documentedMetrics, undocumentedLabels } from '../support/metrics-page.js';
import { problemFault } from '../support/problem.js';
import { storesOfSlowTests } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { withRamz } from '../support/with-ramz.js';

const METRICS_TOKEN = 'a-token-of-the-scraper';
const WEBHOOK_TOKEN = 'a-webhook-token-of-tests';
const KAVENEGAR_DELIVERED = 10;
const INVALID_RECEPTOR = 411;

const LIMITS_OFF = ['otp_ip', 'verify_ip', 'admin_send_ip'].map((name) => `${name}=off`).join(',');

function undocumentedLabelsOfRamz(sample: Sample): string[] {
  return sample.name.startsWith('ramz_') ? undocumentedLabels(sample) : [];
}

describe.each(storesOfSlowTests)('metrics with a queue on %s', (store) => {
  const ramz = withRamz(
    {
      METRICS_TOKEN,
      ADMIN_API_KEYS,
      KAVENEGAR_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
      RATE_LIMITS: `${LIMITS_OFF},otp_phone=2/600`,
    },
    { roles: ['api', 'worker'], store, providers: ['kavenegar'] },
  );
  let scraped: Exposition[];
  const scrape = () => Promise.all(ramz.processes.map(({ url }) => Exposition.scrape(url, METRICS_TOKEN)));
  const counted = (name: string, ...labels: string[]) => sumOf(scraped, name, ...labels);

  beforeAll(async () => {
    const { url, kavenegar } = ramz;
    const [first, second, refused, other] = [1, 2, 3, 4].map(() => newPhoneNumber().e164) as [
      string,
      string,
      string,
      string,
    ];
    // A code that is delivered, guessed at, entered, and entered again.
    await askForCode(url, first).expect(200);
    await kavenegar.waitForMessage(first);
    const code = kavenegar.lastCodeFor(first)!;
    const id = await providerMessageIdOf(first);
    const report = `/api/v1/webhooks/kavenegar/${WEBHOOK_TOKEN}?messageid=${id}&status=${KAVENEGAR_DELIVERED}`;
    await supertest(url).get(report).expect(200);
    await supertest(url).get(report).expect(200);
    await verifyCode(url, first, wrongCode(code)).expect(400);
    await verifyCode(url, first, code).expect(200);
    await verifyCode(url, first, code).expect(400);
    // A code, its resend, and one too many.
    await askForCode(url, second).expect(200);
    // A newer code cancels the message of one that is not sent yet.
    await providerMessageIdOf(second);
    await askForCode(url, second).expect(200);
    await askForCode(url, second).expect(429);
    // Requests that are refused.
    await askForCode(url, '12').expect(400);
    await askForCode(url, '+12025550123').expect(403);
    // A code that no provider accepts.
    kavenegar.failNext({ code: INVALID_RECEPTOR }, { receptor: refused });
    await askForCode(url, refused).expect(200);
    // A text that is no code.
    await adminOf(url).send({ receptor: other, message: 'Your order has been sent.' }).expect(200);
    // The same text to three numbers, in one call.
    const receptor = [5, 6, 7].map(() => newPhoneNumber().e164);
    await adminOf(url).send({ type: 'bulk', receptor, message: 'The shop is open.' }).expect(202);
    await eventually(async () => {
      const { rows } = await ramz.database.query(`SELECT FROM messages WHERE status IN ('queued', 'sending')`);
      expect(rows).toEqual([]);
    });
    scraped = await eventually(async () => {
      const both = await scrape();
      expect(sumOf(both, 'ramz_messages_total', 'status')).toMatchObject({ accepted: 7, given_up: 1 });
      return both;
    });
  });

  async function providerMessageIdOf(recipient: string): Promise<string> {
    return eventually(async () => {
      const { rows } = await ramz.database.query<{ id: string }>(
        `SELECT provider_message_id AS id FROM messages WHERE recipient = $1 AND status = 'accepted'`,
        [recipient],
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.id;
    });
  }

  it('every request for a code is counted once, by its result', () => {
    expect(counted('ramz_otp_requests_total', 'purpose', 'channel', 'country', 'result')).toEqual({
      'login sms IR accepted': 4,
      'login sms IR rate_limited': 1,
      'login sms other phone_number_invalid': 1,
      'login sms US destination_not_allowed': 1,
    });
    expect(counted('ramz_rate_limited_total', 'limit')).toEqual({ otp_phone: 1 });
    expect(counted('ramz_fraud_decisions_total', 'rule', 'action')).toEqual({ 'destination block': 1 });
  });

  it('every entered code is counted once, by its result', () => {
    expect(counted('ramz_otp_verifications_total', 'purpose', 'channel', 'result')).toEqual({
      'login sms incorrect': 1,
      'login sms verified': 1,
      'login sms used': 1,
    });
  });

  it('every step of a message is counted once, and a repeated report changes nothing', () => {
    expect(counted('ramz_messages_total', 'channel', 'provider', 'method', 'status', 'code')).toEqual({
      'sms kavenegar lookup accepted none': 3,
      'sms kavenegar plain accepted none': 4,
      'sms kavenegar lookup delivered none': 1,
      [`sms kavenegar lookup failed ${INVALID_RECEPTOR}`]: 1,
      'sms none none given_up none': 1,
    });
    expect(counted('ramz_message_delivery_seconds_count', 'provider')).toEqual({ kavenegar: 1 });
  });

  it('every call to a provider is measured, a bulk call once, and its price is added up', async () => {
    expect(counted('ramz_provider_request_duration_seconds_count', 'provider', 'method', 'outcome')).toEqual({
      'kavenegar lookup accepted': 3,
      'kavenegar lookup rejected': 1,
      'kavenegar plain accepted': 2,
    });
    const { rows } = await ramz.database.query<{ cost: number }>('SELECT sum(cost)::float8 AS cost FROM messages');
    expect(rows[0]!.cost).toBeGreaterThan(0);
    expect(counted('ramz_spend_total', 'provider', 'country', 'currency')).toEqual({
      'kavenegar IR IRR': rows[0]!.cost,
    });
  });

  it('every request is measured by the pattern of its route', () => {
    const requests = counted('ramz_http_request_duration_seconds_count', 'method', 'route', 'status');
    expect(requests).toMatchObject({
      'POST /api/v1/auth/otp 200': 4,
      'POST /api/v1/auth/otp 429': 1,
      'POST /api/v1/auth/otp 400': 1,
      'POST /api/v1/auth/otp 403': 1,
      'POST /api/v1/auth/otp/verify 200': 1,
      'POST /api/v1/auth/otp/verify 400': 2,
      'POST /api/v1/sms/send 200': 1,
      'POST /api/v1/sms/send 202': 1,
      'GET /api/v1/webhooks/:provider/:token 200': 2,
    });
  });

  it('every process exports the same figures of the fleet', async () => {
    // The account is checked when the worker starts.
    const both = await eventually(async () => {
      const found = await scrape();
      for (const exposition of found) expect(exposition.values('ramz_provider_credit')).not.toEqual({});
      return found;
    }, 20_000);
    const { rows } = await ramz.database.query<{ credit: number }>('SELECT credit::float8 FROM provider_credits');
    for (const exposition of both) {
      expect(exposition.values('ramz_provider_credit', 'provider', 'currency')).toEqual({
        'kavenegar IRR': rows[0]!.credit,
      });
      // Three codes were accepted, and one of them was entered.
      expect(exposition.values('ramz_conversion_ratio', 'country', 'provider', 'window')).toEqual({
        'IR kavenegar 15m': 1 / 3,
        'IR kavenegar 1h': 1 / 3,
        'IR kavenegar 24h': 1 / 3,
      });
      expect(exposition.values('ramz_figures_current', 'source')).toEqual({
        jobs: 1,
        messages: 1,
        credits: 1,
        conversion_15m: 1,
        conversion_1h: 1,
        conversion_24h: 1,
      });
      const methods = exposition.samples.filter(({ name }) => name === 'ramz_breaker_open');
      expect(methods.map(({ labels, value }) => `${labels['provider']} ${labels['method']} ${value}`)).toEqual([
        'kavenegar all 0',
        'kavenegar lookup 0',
        'kavenegar plain 0',
        'kavenegar default_line 0',
      ]);
    }
  });

  it('an open breaker is exported by every process', async () => {
    await ramz.database.query(
      `INSERT INTO breakers (name, cause, reason, opened_at, retry_at)
       VALUES ('kavenegar/plain/sms/IR', 'failing', 'away', now(), now() + interval '1 minute')`,
    );
    await eventually(async () => {
      for (const exposition of await scrape()) {
        expect(exposition.values('ramz_breaker_open', 'provider', 'method')).toEqual({ 'kavenegar plain': 1 });
      }
    });
    await ramz.database.query('DELETE FROM breakers');
  });

  it('docs/metrics.md has every metric with its type, and every label with its value', () => {
    const types = Object.assign({}, ...scraped.map((exposition) => exposition.types)) as Record<string, string>;
    const own = Object.entries(types).filter(([name]) => name.startsWith('ramz_'));
    expect(Object.fromEntries(own)).toEqual(
      Object.fromEntries(documentedMetrics.map(({ name, type }) => [name, type])),
    );
    const samples = scraped.flatMap((exposition) => exposition.samples);
    expect(samples.flatMap(undocumentedLabelsOfRamz)).toEqual([]);
    expect(types).toMatchObject({
      process_cpu_seconds_total: 'counter',
      process_resident_memory_bytes: 'gauge',
      nodejs_eventloop_lag_p99_seconds: 'gauge',
    });
  });
});

describe.each(storesOfSlowTests)('a queue on %s without a worker', (store) => {
  const ramz = withRamz({ METRICS_TOKEN }, { roles: ['api'], store });

  it('the jobs and the age of the oldest message are exported', async () => {
    const { body } = await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    await ramz.database.query(
      `UPDATE messages SET created_at = created_at - interval '90 seconds' WHERE otp_token_id = $1`,
      [body.challenge_id],
    );
    const found = await Exposition.scrape(ramz.url, METRICS_TOKEN);
    expect(found.values('ramz_queue_jobs', 'queue', 'state')).toEqual({ 'sms waiting': 1 });
    const oldest = found.values('ramz_queue_oldest_seconds', 'queue');
    expect(Object.keys(oldest)).toEqual(['sms']);
    expect(oldest['sms']).toBeGreaterThanOrEqual(90);
    expect(oldest['sms']).toBeLessThan(150);
  });
});

describe('a database that has gone silent', () => {
  let proxy: TcpProxy;
  const ramz = withRamz(
    async ({ environment }) => {
      proxy = await TcpProxy.to(environment.databaseUrl);
      return { METRICS_TOKEN, DATABASE_URL: proxy.url };
    },
    { roles: ['api'] },
  );
  afterAll(() => proxy.close());

  it('does not hang a scrape, and the figures that are kept are not called current', async () => {
    const before = await Exposition.scrape(ramz.url, METRICS_TOKEN);
    expect(before.values('ramz_figures_current', 'source')).toMatchObject({ jobs: 1, messages: 1 });
    proxy.freeze();
    try {
      const during = await eventually(async () => {
        const found = await Exposition.scrape(ramz.url, METRICS_TOKEN);
        expect(Object.keys(found.values('ramz_figures_current', 'source'))).not.toContain('messages');
        return found;
      });
      expect(during.samples.filter(({ name }) => name === 'ramz_queue_oldest_seconds')).toHaveLength(2);
      expect(during.types).toHaveProperty('process_cpu_seconds_total');
    } finally {
      await proxy.restore();
    }
  });
});

describe('codes by e-mail', () => {
  const ramz = withRamz({ METRICS_TOKEN, EMAIL_OTP_ENABLED: 'true' });

  it('are counted without a country', async () => {
    const { url, database } = ramz;
    const { body } = await supertest(url).post('/api/v1/auth/otp').send({ email: 'sam@example.com' }).expect(200);
    await eventually(async () => {
      const { rows } = await database.query(`SELECT FROM messages WHERE status = 'accepted'`);
      expect(rows).toHaveLength(1);
    });
    const { challenge_id } = body;
    const code = await codeOf(database, challenge_id);
    await supertest(url).post('/api/v1/auth/otp/verify').send({ challenge_id, code }).expect(200);
    const found = await Exposition.scrape(url, METRICS_TOKEN);
    expect(found.values('ramz_otp_requests_total', 'channel', 'country', 'result')).toEqual({
      'email none accepted': 1,
    });
    expect(found.values('ramz_otp_verifications_total', 'channel', 'result')).toEqual({ 'email verified': 1 });
    expect(found.values('ramz_messages_total', 'channel', 'provider', 'method', 'status')).toEqual({
      'email simulation plain accepted': 1,
    });
    expect(found.values('ramz_conversion_ratio', 'country', 'provider', 'window')).toMatchObject({
      'none simulation 15m': 1,
    });
    expect(found.samples.flatMap(undocumentedLabelsOfRamz)).toEqual([]);
  });
});

describe('access to the metrics', () => {
  const ramz = withRamz({}, { roles: ['worker'] });

  it('without a token only a client on the same machine is answered, and only if no proxy forwards it', async () => {
    const answer = await supertest(ramz.url).get('/metrics').expect(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    for (const header of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via']) {
      const refused = await supertest(ramz.url).get('/metrics').set(header, '127.0.0.1').expect(404);
      expect(problemFault(refused)).toBeUndefined();
    }
  });

  it('with a token every client has to send it', async () => {
    const { url } = await ramz.addProcess({ ROLE: 'worker', METRICS_TOKEN });
    for (const authorization of ['', 'Bearer wrong', `Basic ${METRICS_TOKEN}`]) {
      const refused = await supertest(url).get('/metrics').set('Authorization', authorization).expect(401);
      expect(problemFault(refused)).toBeUndefined();
    }
    await supertest(url).get('/metrics').set('Authorization', `Bearer ${METRICS_TOKEN}`).expect(200);
  });

  it('production has no such route without a token', async () => {
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://otp.example.com', SMS_ENABLED: 'false' };
    const { url } = await ramz.addProcess({ ROLE: 'api', ...production });
    const refused = await supertest(url).get('/metrics').expect(404);
    expect(refused.body).toMatchObject({ code: 'not_found' });
    const unknown = await supertest(url).get('/metricss').expect(404);
    expect(Object.keys(refused.body)).toEqual(Object.keys(unknown.body));
    expect(refused.body.detail).toBe(unknown.body.detail);
  });
});
