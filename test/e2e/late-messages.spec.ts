import { createHash } from 'node:crypto';
import pg from 'pg';
import supertest from 'supertest';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const ADMIN_KEY = 'ramz_an_admin_key_of_tests';

let environment: TestEnvironment;
let database: pg.Pool;
const running: RamzProcess[] = [];

beforeEach(async () => {
  environment = await createTestEnvironment();
  database = new pg.Pool({ connectionString: environment.databaseUrl, max: 1 });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop()));
  await database.end();
  await environment.dispose();
});

async function start(variables: Record<string, string>): Promise<RamzProcess> {
  const ramz = await RamzProcess.start({
    ...environment.variables,
    ADMIN_API_KEYS: `tests:${createHash('sha256').update(ADMIN_KEY).digest('hex')}`,
    ...variables,
  });
  running.push(ramz);
  return ramz;
}

async function statusOf({ url }: RamzProcess): Promise<{
  status: string;
  problems: string[];
  processes: { role: string; host: string; version: string }[];
}> {
  return (await supertest(url).get('/api/v1/sms/status').set('X-API-Key', ADMIN_KEY).expect(200)).body;
}

/** Readiness stays 200, whatever delays the sends. */
async function readinessProblems({ url }: RamzProcess): Promise<string[]> {
  const { body } = await supertest(url).get('/health/ready').expect(200);
  expect(body.status).toBe('ok');
  return body.problems;
}

describe('messages that are not sent', () => {
  it('status and readiness report a problem while no worker runs, and none once one does', async () => {
    const api = await start({ ROLE: 'api' });
    const problem = expect.stringMatching(/^No worker is running.*ROLE=worker/);
    expect((await statusOf(api)).problems).toEqual([problem]);
    expect(await readinessProblems(api)).toEqual([problem]);
    const worker = await start({ ROLE: 'worker' });
    await eventually(async () => expect((await statusOf(api)).problems).toEqual([]));
    const { processes, status } = await statusOf(api);
    expect(status).toBe('ok');
    expect(processes.map(({ role }) => role)).toEqual(['api', 'worker']);
    running.splice(running.indexOf(worker), 1);
    await worker.stop();
    await eventually(async () => expect(await readinessProblems(api)).toEqual([problem]));
  });

  it('readiness reports a problem when a killed worker has been silent for half a minute', async () => {
    const [api, worker] = [await start({ ROLE: 'api' }), await start({ ROLE: 'worker' })];
    worker.signal('SIGKILL');
    await worker.ended();
    expect((await statusOf(api)).problems).toEqual([]);
    await database.query(`UPDATE processes SET last_seen_at = now() - interval '31 seconds' WHERE role = 'worker'`);
    await eventually(async () => expect(await readinessProblems(api)).toEqual([expect.stringMatching(/^No worker/)]));
  });

  it('status and readiness report messages that wait too long or that a worker has left', async () => {
    const api = await start({ ROLE: 'api' });
    await askForCode(api.url, newPhoneNumber().e164).expect(200);
    await askForCode(api.url, newPhoneNumber().e164).expect(200);
    await database.query(
      `UPDATE messages SET created_at = created_at - interval '3 minutes';
       UPDATE messages SET status = 'sending', updated_at = now() - interval '2 minutes'
       WHERE id = (SELECT id FROM messages LIMIT 1)`,
    );
    await eventually(async () => {
      const expected = [
        expect.stringMatching(/^No worker/),
        expect.stringMatching(/1 codes for more than a minute, the oldest for 3 minutes/),
        expect.stringMatching(/^1 messages were left by a worker/),
      ];
      expect((await statusOf(api)).problems).toEqual(expected);
      expect(await readinessProblems(api)).toEqual(expected);
    });
  });
});

describe('unexpected errors in a job', () => {
  it('an unexpected error ends its message, and is logged, stored on it and shown in the status', async () => {
    const api = await start({ ROLE: 'api', SMS_ATTEMPTS: '1' });
    const { body } = await askForCode(api.url, newPhoneNumber().e164).expect(200);
    await database.query(`UPDATE messages SET payload = set_byte(payload, 40, get_byte(payload, 40) # 255)`);
    const worker = await start({ ROLE: 'worker', SMS_ATTEMPTS: '1' });
    await worker.waitForOutput('job failed');
    const line = worker.logs.find(({ message }) => message === 'job failed');
    expect(line).toMatchObject({ level: 'error', message_id: expect.any(String) });
    await eventually(async () => {
      const { rows } = await database.query('SELECT status, last_error FROM messages');
      expect(rows).toEqual([{ status: 'failed', last_error: expect.stringMatching(/^Unexpected error: .*auth/) }]);
      expect((await statusOf(api)).problems).toEqual([
        expect.stringMatching(/^A job on .* failed \d+ seconds ago\. Unexpected error: /),
      ]);
    });
    const challenge = await supertest(api.url).get(`/api/v1/auth/otp/${body.challenge_id}`).expect(200);
    expect(challenge.body.delivery).toBe('failed');
  });
});
