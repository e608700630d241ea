import supertest from 'supertest';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

const ramz = withRamz({ ADMIN_API_KEYS, SMS_ATTEMPTS: '1' }, { roles: ['api'] });

async function status(): Promise<{
  status: string;
  problems: string[];
  processes: { role: string; host: string; version: string }[];
}> {
  return (await adminOf(ramz.url).get('/api/v1/sms/status').expect(200)).body;
}

/** Readiness stays 200, whatever delays the sends. */
async function readinessProblems(): Promise<string[]> {
  const { body } = await supertest(ramz.url).get('/health/ready').expect(200);
  expect(body.status).toBe('ok');
  return body.problems;
}

describe('messages that are not sent', () => {
  it('status and readiness report a problem while no worker runs, and none once one does', async () => {
    const problem = expect.stringMatching(/^No worker is running.*ROLE=worker/);
    expect((await status()).problems).toEqual([problem]);
    expect(await readinessProblems()).toEqual([problem]);
    const worker = await ramz.addProcess({ ROLE: 'worker' });
    await eventually(async () => expect((await status()).problems).toEqual([]));
    const { processes, status: overall } = await status();
    expect(overall).toBe('ok');
    expect(processes.map(({ role }) => role)).toEqual(['api', 'worker']);
    await worker.stop();
    await eventually(async () => expect(await readinessProblems()).toEqual([problem]));
  });

  it('status and readiness report messages that wait too long or that a worker has left', async () => {
    await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    await ramz.database.query(
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
      expect((await status()).problems).toEqual(expected);
      expect(await readinessProblems()).toEqual(expected);
    });
    await ramz.database.query('DELETE FROM messages');
  });
});

describe('unexpected errors in a job', () => {
  it('an unexpected error ends its message, and is logged, stored on it and shown in the status', async () => {
    const { body } = await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    await ramz.database.query(`UPDATE messages SET payload = set_byte(payload, 40, get_byte(payload, 40) # 255)`);
    const worker = await ramz.addProcess({ ROLE: 'worker' });
    await worker.waitForOutput('job failed');
    const line = worker.logs.find(({ message }) => message === 'job failed');
    expect(line).toMatchObject({ level: 'error', message_id: expect.any(String) });
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status, last_error FROM messages');
      expect(rows).toEqual([{ status: 'failed', last_error: expect.stringMatching(/^Unexpected error: .*auth/) }]);
      expect((await status()).problems).toEqual([
        expect.stringMatching(/^A job on .* failed \d+ seconds ago\. Unexpected error: /),
      ]);
    });
    const challenge = await supertest(ramz.url).get(`/api/v1/auth/otp/${body.challenge_id}`).expect(200);
    expect(challenge.body.delivery).toBe('failed');
    await ramz.database.query('UPDATE processes SET last_error_at = NULL');
  });
});

describe('killed workers', () => {
  // The worker of the test before is killed.
  it('readiness reports a problem when a killed worker has been silent for half a minute', async () => {
    const worker = ramz.processes.at(-1)!;
    worker.signal('SIGKILL');
    await worker.ended();
    expect((await status()).problems).toEqual([]);
    await ramz.database.query(
      `UPDATE processes SET last_seen_at = now() - interval '31 seconds' WHERE role = 'worker'`,
    );
    await eventually(async () => expect(await readinessProblems()).toEqual([expect.stringMatching(/^No worker/)]));
  });
});
