import { randomUUID } from 'node:crypto';
import { Cipher } from '../../src/common/cipher.js';
import { secretsConfig } from '../../src/config/index.js';
import { MessagePayloadCipher, renderOtpMail } from '../../src/messaging/index.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { eventually } from '../support/eventually.js';
import { MaintenanceQueue } from '../support/maintenance.js';
import { readMime } from '../support/mime.js';
import { FakeSmtpServer } from '../support/smtp-server.js';
import { withRamz } from '../support/with-ramz.js';

const CODE = '482913';
const PASSWORD = 'smtp-password-7c1e90';

let lastAddress = 0;

/** Returns a different address for each call. */
function newAddress(): string {
  lastAddress += 1;
  return `sam${lastAddress}@example.com`;
}

describe('codes by e-mail', () => {
  let smtp: FakeSmtpServer;
  let maintenance: MaintenanceQueue;
  let payloads: MessagePayloadCipher;
  // Before the database is dropped.
  afterAll(() => Promise.all([maintenance?.close(), smtp?.close()]));

  const ramz = withRamz(async () => {
    smtp = await FakeSmtpServer.start({ user: { name: 'ramz', password: PASSWORD } });
    return {
      EMAIL_OTP_ENABLED: 'true',
      EMAIL_FROM: 'Shop <codes@shop.example>',
      SMTP_URL: `smtp://ramz:${PASSWORD}@127.0.0.1:${smtp.port}`,
      SMS_BACKOFF_MS: '20',
      SMS_ATTEMPTS: '3',
      ADMIN_API_KEYS,
    };
  });

  beforeAll(() => {
    payloads = new MessagePayloadCipher(new Cipher(secretsConfig.read(ramz.variables).dataKeys));
    maintenance = new MaintenanceQueue(ramz.environment);
  });

  /** Writes an e-mail that is a minute old and that the queue has lost. */
  async function lose(recipient: string, lifeMs = 300_000): Promise<string> {
    const id = randomUUID();
    const expiresAt = new Date(Date.now() + lifeMs);
    const { text, ...mail } = renderOtpMail({ locale: 'fa', code: CODE, minutes: 5, expiresAt });
    const payload = payloads.seal(id, { text, mail, otp: { code: CODE, locale: 'fa' } });
    await ramz.database.query(
      `INSERT INTO messages (id, channel, kind, recipient, payload, expires_at, updated_at)
       VALUES ($1, 'email', 'otp', $2, $3, $4, now() - interval '1 minute')`,
      [id, recipient, payload, expiresAt],
    );
    return id;
  }

  async function messageOf(id: string) {
    const { rows } = await ramz.database.query<Record<string, unknown>>('SELECT * FROM messages WHERE id = $1', [id]);
    return rows[0]!;
  }

  async function outcomesOf(id: string) {
    const query = 'SELECT provider, method, outcome, raw_code FROM message_attempts WHERE message_id = $1 ORDER BY id';
    return (await ramz.database.query<Record<string, unknown>>(query, [id])).rows;
  }

  const attempt = (outcome: string, raw_code: number | null) => ({
    provider: 'smtp',
    method: 'plain',
    outcome,
    raw_code,
  });

  it('an e-mail that the queue has lost is sent, with its text unchanged', async () => {
    const recipient = newAddress();
    const id = await lose(recipient);
    await maintenance.run('sweep');
    const { raw, secure, user } = await smtp.waitForMail(recipient);
    expect({ secure, user }).toEqual({ secure: true, user: 'ramz' });
    const { headers, parts } = readMime(raw);
    expect(headers['message-id']).toBe(`<${id}@shop.example>`);
    expect(parts.map(({ body }) => body.includes(CODE))).toEqual([true, true]);
    await eventually(async () => {
      expect(await messageOf(id)).toMatchObject({
        ...{ status: 'accepted', provider: 'smtp', method: 'plain', provider_message_id: `${id}@shop.example` },
        ...{ payload: null, last_error: null, attempt_count: 1 },
      });
    });
    expect(await outcomesOf(id)).toEqual([attempt('accepted', 250)]);
  });

  it('an e-mail that the mail server defers is retried', async () => {
    const recipient = newAddress();
    smtp.failNext({ at: 'recipient', with: { code: 450, text: `4.2.0 ${recipient}: greylisted` } });
    const id = await lose(recipient);
    await maintenance.run('sweep');
    await smtp.waitForMail(recipient);
    await eventually(async () => expect(await messageOf(id)).toMatchObject({ status: 'accepted', attempt_count: 2 }));
    expect(await outcomesOf(id)).toEqual([attempt('transient', 450), attempt('accepted', 250)]);
  });

  it('an e-mail with an unknown outcome is retried until its attempts are used up', async () => {
    const lost = { at: 'content', with: 'broken connection' } as const;
    const unknown = attempt('unknown', null);
    smtp.failNext(lost, lost);
    const twice = await lose(newAddress());
    await maintenance.run('sweep');
    await eventually(async () => expect(await messageOf(twice)).toMatchObject({ status: 'accepted' }));
    expect(await outcomesOf(twice)).toEqual([unknown, unknown, attempt('accepted', 250)]);

    smtp.failNext(lost, lost, lost);
    const always = await lose(newAddress());
    await maintenance.run('sweep');
    await eventually(async () => expect(await messageOf(always)).toMatchObject({ status: 'failed', payload: null }));
    expect(await outcomesOf(always)).toEqual([unknown, unknown, unknown]);
  });

  it('an e-mail is retried if the mail server refuses the sender temporarily', async () => {
    smtp.failNext({ at: 'sender', with: { code: 550, text: '5.7.1 try later' } });
    const id = await lose(newAddress());
    await maintenance.run('sweep');
    await eventually(async () => expect(await messageOf(id)).toMatchObject({ status: 'accepted' }));
    expect(await outcomesOf(id)).toEqual([attempt('misconfigured', 550), attempt('accepted', 250)]);
  });

  it('a rejected e-mail fails, and administrators see the reply with its address masked', async () => {
    const recipient = newAddress();
    smtp.failNext({ at: 'recipient', with: { code: 550, text: `5.1.1 <${recipient}>: no such user` } });
    const id = await lose(recipient);
    await maintenance.run('sweep');
    await eventually(async () => expect(await messageOf(id)).toMatchObject({ status: 'failed', payload: null }));
    const { body } = await adminOf(ramz.url).get(`/api/v1/sms/messages/${id}`).expect(200);
    expect(body).toMatchObject({
      ...{ channel: 'email', recipient, status: 'failed', runs: 1 },
      last_error: expect.stringMatching(/mailbox does not exist.* 550 5\.1\.1 <s\*\*\*@example\.com>: no such user$/),
      attempts: [{ provider: 'smtp', outcome: 'rejected', raw_code: 550 }],
    });
    const { body: list } = await adminOf(ramz.url).get('/api/v1/sms/messages?provider=smtp').expect(200);
    expect(list.items).toHaveLength(4);
  });

  it('an expired e-mail is not sent', async () => {
    const id = await lose(newAddress(), -1);
    await maintenance.run('sweep');
    await eventually(async () => expect(await messageOf(id)).toMatchObject({ status: 'expired', payload: null }));
    expect(await outcomesOf(id)).toEqual([]);
  });

  it('the output contains no address, code or password', () => {
    expect(ramz.process.output).toMatch(/\n {2}email {4}127\.0\.0\.1:\d+\n/);
    expect(ramz.process.logs.filter(({ context }) => context === 'Email')).not.toEqual([]);
    expect(ramz.process.output).not.toMatch(/sam\d+@|482913|smtp-password/);
  });

  it('an e-mail that was queued before e-mail was switched off fails', async () => {
    expect(await ramz.process.stop()).toBe(0);
    const id = await lose(newAddress());
    const worker = await ramz.addProcess({ ROLE: 'worker', EMAIL_OTP_ENABLED: '', EMAIL_FROM: '', SMTP_URL: '' });
    await maintenance.run('sweep');
    await eventually(async () => {
      expect(await messageOf(id)).toMatchObject({ status: 'failed', payload: null, last_error: expect.any(String) });
    });
    expect(worker.output).not.toContain('  email ');
  });
});
