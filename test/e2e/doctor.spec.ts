import type { DoctorReport, TestResult } from '../../src/doctor/index.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { endOfRamz } from '../support/commands.js';
import { findFreePort } from '../support/ports.js';
import { withRamz } from '../support/with-ramz.js';

const PHONE = '+989121234567';
const ABROAD = '+573001234567';

interface Accounts {
  accounts: { provider: string; checked_at: string }[];
}

/** A process that is reached at PUBLIC_URL without a proxy in between. */
const ramz = withRamz(
  async () => {
    const PORT = String(await findFreePort());
    return {
      PORT,
      PUBLIC_URL: `http://127.0.0.1:${PORT}`,
      ADMIN_API_KEYS,
      KAVENEGAR_WEBHOOK_TOKEN: 'token-of-the-callback',
    };
  },
  { providers: ['kavenegar', 'twilio'] },
);

/** The one JSON document that a command prints. */
async function run(args: string[], variables = {}) {
  const { code, stdout, stderr } = await endOfRamz([...args, '--json'], { ...ramz.variables, ...variables });
  const json = JSON.parse(stdout) as DoctorReport & Accounts & TestResult;
  return { code, json, stderr };
}

const find = ({ checks }: DoctorReport, wanted: string) => checks.find(({ name }) => name === wanted);

describe('ramz doctor', () => {
  it('finds no fault in a running installation, and shows which address a process sees', async () => {
    const { code, json } = await run(['doctor']);
    expect(json.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(json.ok).toBe(true);
    expect(code).toBe(0);
    expect(find(json, 'workers')).toMatchObject({
      status: 'pass',
      message: '1 of 1 processes send messages, and none is late.',
    });
    expect(find(json, 'secrets')).toMatchObject({ status: 'pass' });
    expect(find(json, 'proxies')).toEqual({
      name: 'proxies',
      status: 'pass',
      message: 'Ramz sees requests of this machine from 127.0.0.1, and no address that a client makes up.',
    });
    // It reaches Ramz, although from this machine alone.
    expect(find(json, 'webhook_address')).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('private address'),
    });
  });

  it('finds a process that believes a made-up address, and ends with status 1 and the fix', async () => {
    const PORT = String(await findFreePort());
    const address = { PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}` };
    await ramz.addProcess({ ...address, TRUST_PROXY: '1' });
    const { code, stdout, stderr } = await endOfRamz(['doctor'], { ...ramz.variables, ...address });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail {2}proxies: Ramz believes an X-Forwarded-For.*\n {6}Lower TRUST_PROXY/m);
    expect(stdout).toMatch(/\n1 fault, \d+ warnings\. No message was sent, and nothing was spent\.\n$/);
    expect(stderr).toMatch(/^Checking\. No message is sent, and nothing is spent\./);
    // oxlint-disable-next-line no-control-regex -- no colour without a terminal
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('reports what would keep a process from starting instead of ending with it', async () => {
    const { code, json } = await run(['doctor'], {
      OTP_LENGTH: '99',
      OTP_PEPPERS: `t1:${Buffer.alloc(32, 'another pepper').toString('base64')}`,
      DATA_KEYS: 'hunter2-hunter2',
    });
    expect(code).toBe(1);
    expect(json.checks.filter(({ name }) => name === 'configuration')).toEqual([
      { name: 'configuration', status: 'fail', message: expect.stringMatching(/^DATA_KEYS /), fix: expect.any(String) },
      {
        name: 'configuration',
        status: 'fail',
        message: expect.stringMatching(/^OTP_LENGTH /),
        fix: expect.any(String),
      },
    ]);
    expect(find(json, 'database')).toMatchObject({ status: 'pass' });
    expect(find(json, 'secrets')).toMatchObject({
      status: 'warn',
      message: 'Not checked, because its variables have a fault.',
    });
    expect(JSON.stringify(json)).not.toContain('hunter2');
  });

  it('the address that a process sees is shown to nobody without the secrets', async () => {
    const answer = await adminOf(ramz.url).get('/health/address').set('X-Ramz-Self-Request', `${Date.now()}.x`);
    expect(answer.status).toBe(404);
  });
});

describe('ramz account', () => {
  it('gives what the admin route gives, and status 1 with low credit', async () => {
    const { body } = await adminOf(ramz.url).get('/api/v1/sms/account').expect(200);
    const { code, json } = await run(['account']);
    const withoutTime = ({ accounts }: Accounts) => accounts.map(({ checked_at: _checkedAt, ...account }) => account);
    expect(withoutTime(json)).toEqual(withoutTime(body as Accounts));
    expect(code).toBe(0);

    ramz.kavenegar.account.remaincredit = 9000;
    const { code: low, stdout } = await endOfRamz(['account'], ramz.variables);
    ramz.kavenegar.account.remaincredit = 10_000_000;
    expect(stdout).toMatch(/^credit +9000 IRR, which is low: top it up$/m);
    expect(stdout).toMatch(/^defaultsender +2000660110$/m);
    expect(low).toBe(1);
  });
});

describe('ramz send-test', () => {
  it('sends by each method of the route, says what was answered and what it cost, and records it', async () => {
    const before = ramz.kavenegar.messages.length;
    const { code, json, stderr } = await run(['send-test', PHONE, '--yes']);
    expect(code).toBe(0);
    expect(json).toEqual({
      ok: true,
      steps: ['lookup', 'plain', 'default_line'].map((method) => ({
        provider: 'kavenegar',
        method,
        outcome: 'accepted',
        code: 200,
        message_id: expect.any(String),
        cost: method === 'lookup' ? 350 : 120,
        currency: 'IRR',
        duration: expect.any(Number),
      })),
      spent: [{ currency: 'IRR', amount: 590 }],
    });
    expect(stderr).toMatch(/1 of 3: kavenegar\/lookup accepted/);
    const sent = ramz.kavenegar.messages.slice(before);
    expect(sent.map(({ receptor }) => receptor)).toEqual(['09121234567', '09121234567', '09121234567']);
    expect(sent.every(({ text }) => text.length <= 70)).toBe(true);
    const { rows } = await ramz.database.query(
      `SELECT admin, action, target, status, count FROM admin_actions WHERE action = 'send-test'`,
    );
    expect(rows).toEqual([
      {
        admin: expect.stringMatching(/^command line \(.+\)$/),
        action: 'send-test',
        target: '+98912*****67',
        status: 200,
        count: 3,
      },
    ]);
    const { rows: messages } = await ramz.database.query('SELECT FROM messages');
    expect(messages).toEqual([]);
  });

  it('goes on after a refused method, and ends with status 1', async () => {
    const { code, stdout } = await endOfRamz(['send-test', '09121234567', '-y'], {
      ...ramz.variables,
      KAVENEGAR_SENDER: '10008663',
      KAVENEGAR_TEMPLATE: 'another',
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^kavenegar\/lookup misconfigured: Template "another" does not exist.*code 424/m);
    expect(stdout).toMatch(
      /^kavenegar\/plain misconfigured: Sender line 10008663 is not active on this account\..*code 412/m,
    );
    expect(stdout).toMatch(/^kavenegar\/default_line accepted as \d+/m);
    expect(stdout).toMatch(/\n1 of 3 messages accepted\. Cost as far as the providers name it: 120 IRR\.\n$/);
  });

  it('waits for delivery reports, by webhook through a running process and by polling', async () => {
    const waiting = Promise.all([
      run(['send-test', ABROAD, '--only', 'twilio', '--wait', '60', '--yes']),
      run(['send-test', '09127654321', '--only', 'kavenegar/plain', '--wait', '60', '--yes']),
    ]);
    const [message, other] = await Promise.all([
      ramz.twilio.waitForMessage(ABROAD, { timeoutMs: 20_000 }),
      ramz.kavenegar.waitForMessage('09127654321', { timeoutMs: 20_000 }),
    ]);
    ramz.kavenegar.setStatus(other.messageid, 11);
    expect(await ramz.twilio.report(message.sid, 'delivered')).toBe(200);
    const [twilio, kavenegar] = await waiting;
    expect(twilio.json.steps).toMatchObject([
      { method: 'plain', outcome: 'accepted', delivery: { state: 'delivered' } },
    ]);
    expect(twilio.code).toBe(0);
    expect(kavenegar.json.steps).toMatchObject([
      { method: 'plain', outcome: 'accepted', delivery: { state: 'undelivered' } },
    ]);
    expect(kavenegar.code).toBe(1);
  });

  it('sends nothing without a terminal to ask on, or to what is no number or method of the route', async () => {
    const before = ramz.kavenegar.messages.length;
    const ends = await Promise.all(
      [[PHONE], ['123', '--yes'], [PHONE, '--only', 'kavenegar/verify', '--yes'], [PHONE, '--wait', 'x']].map((args) =>
        endOfRamz(['send-test', ...args], ramz.variables),
      ),
    );
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(ends.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(
        /This sends 3 messages of one segment to \+98912\*{5}67, by kavenegar\/lookup, .*add --yes/,
      ),
      expect.stringContaining('Please provide a valid Iranian phone number.'),
      expect.stringContaining('Name one of: kavenegar/lookup, kavenegar/plain, kavenegar/default_line.'),
      expect.stringContaining('Give whole seconds'),
    ]);
    expect(ramz.kavenegar.messages).toHaveLength(before);
  });
});
