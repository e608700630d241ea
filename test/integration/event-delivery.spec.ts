import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { PrismaService } from '../../src/database/index.js';
import { EventDeliveryRepository } from '../../src/events/event-delivery.repository.js';
import { EventDeliveryService } from '../../src/events/event-delivery.service.js';
import { EventHealthService } from '../../src/events/event-health.service.js';
import { EventReplayService } from '../../src/events/event-replay.service.js';
import { EventRepository } from '../../src/events/event.repository.js';
import { WebhookClient } from '../../src/events/webhook.client.js';
import { EVENT_SCHEMAS, eventConfig, type EventType } from '../../src/events/index.js';
import { ProcessIdentity } from '../../src/fleet/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';
import { settledEvents } from '../support/settled-events.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const SECRET = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;
const PHONE = '+989123456789';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let database: TestDatabase;
let pool: pg.Pool;
let receiver: WebhookReceiver;
let clock: FakeClock;
let events: EventRepository;
let deliveries: EventDeliveryRepository;
let client: WebhookClient;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 10 });
  const prisma = new PrismaService(pool);
  receiver = await new WebhookReceiver().start();
  clock = new FakeClock(Date.now());
  events = new EventRepository(prisma);
  deliveries = new EventDeliveryRepository(prisma);
  client = new WebhookClient();
  await worker().addReceivers();
});
afterEach(async () => {
  await client.onModuleDestroy();
  await receiver.stop();
  await pool.end();
  await database.drop();
});

function configOf(variables: Record<string, string> = {}) {
  return eventConfig.read({ EVENT_WEBHOOK_URL: receiver.url, EVENT_WEBHOOK_SECRET: SECRET, ...variables });
}

function worker(variables: Record<string, string> = {}, role: 'worker' | 'api' = 'worker'): EventDeliveryService {
  const identity = new ProcessIdentity(role, 'test', []);
  return new EventDeliveryService(configOf(variables), deliveries, client, clock, identity);
}

const replays = () => new EventReplayService(configOf(), events, deliveries, clock);
const problems = () => new EventHealthService(configOf(), deliveries, clock).problems();

/** Writes an event about a code. */
async function write(type: 'user.created' | 'session.started', subject: string): Promise<void> {
  const data = type === 'user.created' ? { user_id: subject } : { user_id: subject, session_id: subject };
  await events.publish({ type, subject, recipient: PHONE, data, occurredAt: new Date(clock.now()) });
  await settledEvents(pool);
}

async function count(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM event_deliveries');
  return rows[0]!.count;
}

it('an event reaches the receiver once, signed as Standard Webhooks has it', async () => {
  await write('user.created', 'one');
  await worker().run();
  await worker().run();
  expect(receiver.received).toHaveLength(1);
  const [{ headers, body, event }] = receiver.received as [(typeof receiver.received)[0]];
  expect(new Webhook(SECRET).verify(body, headers)).toEqual(event);
  expect(event).toEqual({
    id: headers['webhook-id'],
    type: 'user.created',
    timestamp: new Date(clock.now()).toISOString(),
    subject: 'one',
    data: { user_id: 'one', recipient: PHONE },
  });
});

it('numbers are masked for a receiver that is not entitled to them', async () => {
  await write('user.created', 'one');
  await worker({ EVENT_RECIPIENTS: 'masked' }).run();
  expect(receiver.received[0]!.event.data).toEqual({
    user_id: 'one',
    recipient: expect.stringMatching(/^\+98912\*+89$/),
  });
});

it('nothing is lost while the receiver is away for an hour', async () => {
  receiver.status = 503;
  for (let index = 0; index < 30; index += 1) await write('user.created', `user ${index}`);
  for (let minute = 0; minute < 60; minute += 5) {
    await worker().run();
    clock.advance(5 * MINUTE);
  }
  expect(await problems()).toEqual([expect.stringContaining('30 events wait for the receiver of EVENT_WEBHOOK_URL')]);
  receiver.status = 204;
  receiver.received.length = 0;
  clock.advance(HOUR);
  await worker().run();
  const subjects = receiver.received.map(({ event }) => event.subject);
  expect(subjects).toHaveLength(30);
  expect(new Set(subjects)).toEqual(new Set(Array.from({ length: 30 }, (_, index) => `user ${index}`)));
  expect(await count()).toBe(0);
  expect(await problems()).toEqual([]);
});

it('a receiver that is away gets one attempt at a time', async () => {
  receiver.status = 503;
  for (let index = 0; index < 30; index += 1) await write('user.created', `user ${index}`);
  await worker().run();
  expect(receiver.received).toHaveLength(1);
});

it('a later event of a subject waits for the earlier one, and those of other subjects do not', async () => {
  receiver.status = ({ event }) => (event.subject === 'one' && event.type === 'user.created' ? 500 : 204);
  await write('user.created', 'other');
  await write('user.created', 'one');
  await write('session.started', 'one');
  await write('session.started', 'other');
  await worker().run();
  expect(receiver.received.filter(({ event }) => event.subject === 'one')).toHaveLength(1);
  expect(receiver.received.filter(({ event }) => event.subject === 'other').map(({ event }) => event.type)).toEqual([
    'user.created',
    'session.started',
  ]);
  receiver.status = 204;
  receiver.received.length = 0;
  clock.advance(MINUTE);
  await worker().run();
  expect(receiver.types()).toEqual(['user.created', 'session.started']);
});

it('an event that fails for a day is given up, lets the next one pass, and can be sent again', async () => {
  receiver.status = ({ event }) => (event.type === 'user.created' ? 500 : 204);
  await write('user.created', 'one');
  await write('session.started', 'one');
  for (let hour = 0; hour < 26; hour += 1) {
    await worker().run();
    clock.advance(HOUR * 1.3);
  }
  await worker().run();
  expect(receiver.types().at(-1)).toBe('session.started');
  expect(await problems()).toEqual([expect.stringContaining('did not take 1 events within a day')]);

  receiver.status = 204;
  receiver.received.length = 0;
  expect(await replays().replay({ types: ['user.created'] })).toBe(1);
  await worker().run();
  expect(receiver.types()).toEqual(['user.created']);
  expect(await problems()).toEqual([]);
});

it('several workers share the events, and none is sent twice', async () => {
  for (let index = 0; index < 60; index += 1) await write('user.created', `user ${index % 20}`);
  const workers = [worker(), worker(), worker()];
  for (let round = 0; round < 5; round += 1) await Promise.all(workers.map((each) => each.run()));
  const ids = receiver.received.map(({ event }) => event.id);
  expect(new Set(ids).size).toBe(60);
  expect(ids).toHaveLength(60);
});

it('an event of a worker that died is sent by another one when its lease has ended', async () => {
  await write('user.created', 'one');
  const now = new Date(clock.now());
  await deliveries.addDue('events', undefined, 10, now);
  expect(await deliveries.claim('events', 10, now, new Date(clock.now() + 30_000))).toHaveLength(1);
  await worker().run();
  expect(receiver.received).toEqual([]);
  clock.advance(30_000);
  await worker().run();
  expect(receiver.types()).toEqual(['user.created']);
});

it('the receiver of alerts gets nothing else, with a text that chat systems show, also from an API process', async () => {
  const variables = { EVENT_WEBHOOK_URL: '', ALERT_WEBHOOK_URL: receiver.url };
  await worker(variables, 'api').addReceivers();
  await write('user.created', 'one');
  const data = {
    name: 'no_worker',
    kind: 'no_worker',
    summary: 'No worker runs.',
    docs: 'docs/operations.md#alert-no-worker',
  };
  await events.publish({ type: 'alert.raised', subject: 'no_worker', data, occurredAt: new Date(clock.now()) });
  await settledEvents(pool);
  await worker(variables, 'api').run();
  expect(receiver.types()).toEqual(['alert.raised']);
  expect(receiver.received[0]!.event).toMatchObject({
    text: 'Ramz: No worker runs. What to do: docs/operations.md#alert-no-worker',
    data,
  });
});

it('an API process leaves other events to workers', async () => {
  await write('user.created', 'one');
  await worker({}, 'api').run();
  expect(receiver.received).toEqual([]);
});

it.each(Object.keys(EVENT_SCHEMAS) as EventType[])(
  'a sample of %s can be sent, and says that it is one',
  async (type) => {
    await replays().trigger(type);
    await settledEvents(pool);
    await worker().run();
    expect(receiver.types()).toEqual([type]);
    const { data } = receiver.received[0]!.event;
    expect(EVENT_SCHEMAS[type].parse(data)).toEqual(data);
    expect(data['is_sample']).toBe(true);
  },
);

it('a command without a receiver says which variables to set', async () => {
  const service = new EventReplayService(eventConfig.read({}), events, deliveries, clock);
  await expect(service.replay({})).rejects.toThrow('EVENT_WEBHOOK_URL and EVENT_WEBHOOK_SECRET');
});
