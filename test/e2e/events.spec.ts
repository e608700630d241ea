import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import supertest from 'supertest';
import { EVENT_SCHEMAS, type EventDocument, type EventType } from '../../src/events/index.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/ports.js';
import { settledEvents } from '../support/settled-events.js';
import { withRamz } from '../support/with-ramz.js';

const SECRET = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;
const PHONE = '+989121112233';
const page = readFileSync(resolve('docs/events.md'), 'utf8');

/** The receiver of docs/events.md, which prints what it gets. */
class DocumentedReceiver {
  readonly folder = resolve('.data', `receiver-${process.pid}`);
  private child?: ChildProcess;
  printed = '';

  async start(port: number): Promise<void> {
    const [, code] = /^```js\n([^]*?)^```/m.exec(page)!;
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'receiver.mjs'), code!);
    this.child = spawn(process.execPath, [join(this.folder, 'receiver.mjs')], {
      env: { ...process.env, PORT: String(port), EVENT_WEBHOOK_SECRET: SECRET },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    await eventually(() => fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: '{}' }));
  }

  async stop(): Promise<void> {
    this.child!.kill();
    await once(this.child!, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const receiver = new DocumentedReceiver();
const ramz = withRamz(async () => {
  const port = await findFreePort();
  await receiver.start(port);
  return {
    ADMIN_API_KEYS,
    EVENT_WEBHOOK_URL: `http://127.0.0.1:${port}`,
    EVENT_WEBHOOK_SECRET: SECRET,
    RATE_LIMITS: 'otp_ip=off,verify_ip=200/300',
  };
});
afterAll(() => receiver.stop());

interface Page {
  items: EventDocument[];
  next_cursor: string | null;
  resume_cursor: string | null;
}

async function list(query = ''): Promise<Page> {
  await settledEvents(ramz.database);
  const { body } = await adminOf(ramz.url).get(`/api/v1/events${query}`).expect(200);
  return body as Page;
}

async function codeOf(challenge: string): Promise<string> {
  const { rows } = await ramz.database.query<{ debug_code: string }>(
    'SELECT debug_code FROM otp_tokens WHERE id = $1',
    [challenge],
  );
  return rows[0]!.debug_code;
}

describe('events of a sign-in', () => {
  let challenge: string;

  beforeAll(async () => {
    const client = supertest(ramz.url);
    const asked = await client.post('/api/v1/auth/otp').send({ phone_number: PHONE }).expect(200);
    challenge = (asked.body as { challenge_id: string }).challenge_id;
    await eventually(async () =>
      expect((await list(`?subject=${challenge}&type=message.accepted`)).items).toHaveLength(1),
    );
    const code = await codeOf(challenge);
    const wrong = code === '000000' ? '111111' : '000000';
    await client.post('/api/v1/auth/otp/verify').send({ challenge_id: challenge, code: wrong }).expect(400);
    const { body } = await client.post('/api/v1/auth/otp/verify').send({ challenge_id: challenge, code }).expect(200);
    const { access_token } = body as { access_token: string };
    await client.post('/api/v1/auth/logout').auth(access_token, { type: 'bearer' }).expect(204);
  });

  it('can be read in order, each with the fields of its type', async () => {
    const { items } = await list();
    expect(items.map(({ type }) => type).filter((type) => type !== 'message.delivered')).toEqual([
      'otp.requested',
      'message.accepted',
      'otp.failed',
      'otp.verified',
      'user.created',
      'session.started',
      'session.ended',
    ]);
    for (const { type, data } of items) expect(EVENT_SCHEMAS[type as EventType].parse(data)).toEqual(data);
  });

  it('never contain the code', async () => {
    const { rows } = await ramz.database.query<{ text: string }>('SELECT e::text AS text FROM events e');
    const { body } = await adminOf(ramz.url).get(`/api/v1/sms/messages?phone=${encodeURIComponent(PHONE)}`);
    expect((body as { items: object[] }).items).toHaveLength(1);
    for (const { text } of rows) expect(text).not.toMatch(/"code"|\bcode_digest/);
  });

  it('reach the receiver of the documentation, which checks their signatures', async () => {
    await eventually(() => {
      for (const type of ['otp.requested', 'otp.failed', 'otp.verified', 'user.created', 'session.ended']) {
        expect(receiver.printed).toContain(`${type} `);
      }
    });
    expect(receiver.printed.indexOf('otp.requested')).toBeLessThan(receiver.printed.indexOf('otp.verified'));
  });

  it('can be read page by page, and followed from the last page', async () => {
    const first = await list('?limit=2');
    expect(first.items).toHaveLength(2);
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    expect(second.items[0]!.id).not.toBe(first.items[1]!.id);
    const whole = await list();
    expect(whole.next_cursor).toBeNull();
    expect(await list(`?cursor=${whole.resume_cursor}`)).toEqual({
      items: [],
      next_cursor: null,
      resume_cursor: whole.resume_cursor,
    });
    await supertest(ramz.url).post('/api/v1/auth/otp').send({ phone_number: '+989121112244' }).expect(200);
    const { items } = await list(`?cursor=${whole.resume_cursor}`);
    expect(items[0]).toMatchObject({ type: 'otp.requested', data: { recipient: '+989121112244' } });
  });

  it('are listed by the command of the documentation', async () => {
    const [, path] = /curl .*http:\/\/127\.0\.0\.1:3000(\/api\/v1\/events[^"' ]*)/.exec(page)!;
    const { items } = await list(path!.replace('/api/v1/events', ''));
    expect(items.map(({ type }) => type)).toEqual(['otp.verified']);
  });
});

it('a refused admin key is an event with its address, and not with the key', async () => {
  await adminOf(ramz.url, 'ramz_wrong-key-of-a-stranger').get('/api/v1/events').expect(401);
  const { items } = await list('?type=admin_key.refused');
  expect(items).toMatchObject([{ data: { address: '127.0.0.1', count: 1 } }]);
});

it.each([
  ['?type=otp.unknown', 'type must be one or several of otp.requested'],
  ['?cursor=x', 'cursor must be the next_cursor or resume_cursor of a page'],
  ['?limit=0', 'limit must be a whole number from 1 to 500'],
  ['?order=up', 'order must be asc or desc'],
])('events%s is refused', async (query, sentence) => {
  const { body } = await adminOf(ramz.url).get(`/api/v1/events${query}`).expect(400);
  expect(JSON.stringify(body)).toContain(sentence);
});

it('a number with too many wrong codes is an event, once', async () => {
  const client = supertest(ramz.url);
  const ask = async () => {
    const { body } = await client.post('/api/v1/auth/otp').send({ phone_number: '+989121119999' }).expect(200);
    return codeOf((body as { challenge_id: string }).challenge_id);
  };
  for (let round = 0; round < 2; round += 1) {
    const code = await ask();
    const wrong = code === '000000' ? '111111' : '000000';
    for (let guess = 0; guess < 5; guess += 1) {
      await client.post('/api/v1/auth/otp/verify').send({ phone_number: '+989121119999', code: wrong });
    }
  }
  const { items } = await list('?type=number.locked');
  expect(items).toMatchObject([
    { data: { recipient: '+989121119999', by: 'recipient', purpose: 'login', limit: 'wrong_codes_hour' } },
  ]);
});
