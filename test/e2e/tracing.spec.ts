import supertest from 'supertest';
import { newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { storesOfSlowTests } from '../support/redis.js';
import { withRamz } from '../support/with-ramz.js';

const WEBHOOK_TOKEN = 'a-webhook-token-of-tests';
const KAVENEGAR_DELIVERED = 10;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CLIENT_SPAN_ID = 'b7ad6b7169203331';

const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5];

describe.each(storesOfSlowTests)('traces with a queue on %s', (store) => {
  let collector: OtlpReceiver;
  beforeAll(async () => {
    collector = await OtlpReceiver.start();
  });

  const ramz = withRamz(
    () => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      KAVENEGAR_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
    }),
    { roles: ['api', 'worker'], store, providers: ['kavenegar'] },
  );
  // The processes send their last spans when they end.
  afterAll(() => collector.close());
  const { e164, national } = newPhoneNumber();
  let code: string;
  let trace: ReceivedSpan[];
  const named = (name: string) => trace.find((span) => span.name === name)!;

  beforeAll(async () => {
    const { url, kavenegar } = ramz;
    const { body } = await supertest(url)
      .post('/api/v1/auth/otp')
      .set('traceparent', `00-${TRACE_ID}-${CLIENT_SPAN_ID}-01`)
      .send({ phone_number: e164 })
      .expect(200);
    const id = await eventually(async () => {
      const { rows } = await ramz.database.query<{ id: string }>(
        `SELECT provider_message_id AS id FROM messages WHERE status = 'accepted'`,
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.id;
    });
    const report = `/api/v1/webhooks/kavenegar/${WEBHOOK_TOKEN}?messageid=${id}&status=${KAVENEGAR_DELIVERED}`;
    await supertest(url).get(report).expect(200);
    code = kavenegar.lastCodeFor(e164)!;
    const { challenge_id } = body;
    await supertest(url).post('/api/v1/auth/otp/verify').send({ challenge_id, code }).expect(200);
    trace = await eventually(() => {
      const spans = collector.traceOf(TRACE_ID);
      expect(spans).toHaveLength(6);
      return spans;
    });
  });

  it('the trace of a client goes on through outbox, queue, provider and delivery report to the entered code', () => {
    const asked = named('POST /api/v1/auth/otp');
    const processed = named('process sms');
    expect(asked).toMatchObject({ kind: SERVER, parentId: CLIENT_SPAN_ID });
    expect(named('send sms')).toMatchObject({ kind: PRODUCER, parentId: asked.spanId });
    expect(processed).toMatchObject({ kind: CONSUMER, parentId: asked.spanId });
    expect(named('kavenegar lookup')).toMatchObject({ kind: CLIENT, parentId: processed.spanId });
    expect(named('delivery report')).toMatchObject({ parentId: asked.spanId });
    expect(named('enter code')).toMatchObject({ parentId: asked.spanId });
  });

  it('the requests that bring the report and the code are linked with it, both ways', async () => {
    for (const [request, step] of [
      ['GET /api/v1/webhooks/:provider/:token', 'delivery report'],
      ['POST /api/v1/auth/otp/verify', 'enter code'],
    ] as const) {
      const span = await eventually(() => {
        const found = collector.spans.find(({ name }) => name === request);
        expect(found).toBeDefined();
        return found!;
      });
      expect(span.traceId).not.toBe(TRACE_ID);
      expect(span.links).toEqual([{ traceId: TRACE_ID, spanId: named(step).spanId }]);
      expect(named(step).links).toEqual([{ traceId: span.traceId, spanId: span.spanId }]);
    }
  });

  it('attributes follow the semantic conventions and say which process made a span', () => {
    expect(named('POST /api/v1/auth/otp')).toMatchObject({
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/v1/auth/otp',
        'http.response.status_code': 200,
        'url.scheme': 'http',
      },
      resource: { 'service.name': 'ramz', 'service.version': expect.any(String), 'ramz.role': 'api' },
    });
    expect(named('process sms')).toMatchObject({
      attributes: {
        'messaging.system': 'bullmq',
        'messaging.destination.name': 'sms',
        'messaging.operation.type': 'process',
      },
      resource: { 'ramz.role': 'worker' },
    });
    expect(named('kavenegar lookup').attributes).toEqual({
      'peer.service': 'kavenegar',
      'ramz.method': 'lookup',
      'ramz.outcome': 'accepted',
      'ramz.provider.code': 200,
    });
    expect(named('enter code').attributes).toEqual({ 'ramz.purpose': 'login', 'ramz.result': 'verified' });
  });

  it('log lines carry the ids of their span', () => {
    const [api, worker] = ramz.processes;
    expect(api!.logs).toContainEqual(
      expect.objectContaining({
        message: 'request',
        route: '/api/v1/auth/otp',
        trace_id: TRACE_ID,
        span_id: named('POST /api/v1/auth/otp').spanId,
      }),
    );
    expect(worker!.logs).toContainEqual(
      expect.objectContaining({ message: 'sent', trace_id: TRACE_ID, span_id: named('process sms').spanId }),
    );
  });

  it('no code, no number and no token goes to the collector', () => {
    const received = Buffer.concat(collector.bodies).toString('latin1');
    for (const secret of [code, e164.slice(1), national, WEBHOOK_TOKEN]) expect(received).not.toContain(secret);
  });

  it('a failed call is marked as failed', async () => {
    const { e164: refused } = newPhoneNumber();
    ramz.kavenegar.failNext({ code: 411 }, { receptor: refused });
    await supertest(ramz.url).post('/api/v1/auth/otp').send({ phone_number: refused }).expect(200);
    await eventually(() =>
      expect(collector.spans).toContainEqual(
        expect.objectContaining({
          name: 'kavenegar lookup',
          failed: true,
          attributes: expect.objectContaining({ 'error.type': 'rejected', 'ramz.provider.code': 411 }),
        }),
      ),
    );
  });
});

describe('a collector that is away', () => {
  const ramz = withRamz({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  });

  it('delays no request and no shutdown, and is logged', async () => {
    const { e164 } = newPhoneNumber();
    await supertest(ramz.url).post('/api/v1/auth/otp').send({ phone_number: e164 }).expect(200);
    await ramz.process.waitForOutput('code: ');
    await ramz.process.waitForOutput('tracing failed');
    expect(await ramz.process.stop()).toBe(0);
  });
});

describe('without a collector', () => {
  const ramz = withRamz();

  it('nothing is traced, whatever the client sends', async () => {
    const { e164 } = newPhoneNumber();
    await supertest(ramz.url)
      .post('/api/v1/auth/otp')
      .set('traceparent', `00-${TRACE_ID}-${CLIENT_SPAN_ID}-01`)
      .send({ phone_number: e164 })
      .expect(200);
    const { rows } = await ramz.database.query(
      'SELECT traceparent FROM messages UNION SELECT traceparent FROM otp_tokens',
    );
    expect(rows).toEqual([{ traceparent: null }]);
    expect(ramz.process.output).not.toContain('trace_id');
  });
});
