import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { stores } from '../support/redis.js';
import { startCluster, startSentinel, type RedisGroup } from '../support/redis-groups.js';
import { withRamz } from '../support/with-ramz.js';

const GROUPS: [name: string, start: () => Promise<RedisGroup>][] = stores.includes('redis')
  ? [
      ['Sentinel', startSentinel],
      ['Cluster', startCluster],
    ]
  : [];
const CONCURRENT = 20;
const LIMIT = 7;
/** More than a failover takes. */
const FAILOVER_MS = 30_000;

describe.each(GROUPS)('two processes on a Redis %s', (name, start) => {
  let group: RedisGroup;
  const ramz = withRamz(
    async () => {
      group = await start();
      return { REDIS_URL: group.url, TRUST_PROXY: '1', RATE_LIMITS: `otp_ip=${LIMIT}/600,verify_ip=off` };
    },
    { roles: ['all', 'all'], providers: ['kavenegar'] },
  );

  afterAll(() => group?.stop());

  const url = (i: number) => ramz.processes[i % 2]!.url;
  /** Each number asks from an address of its own. */
  const ask = (i: number, number: { e164: string }, address = `203.0.113.${i}`) =>
    askForCode(url(i), number.e164).set('X-Forwarded-For', address);

  /** Returns the status of the answer to a right code. */
  async function signIn(i: number): Promise<number> {
    const number = newPhoneNumber();
    await ask(i, number).expect(200);
    await ramz.kavenegar.waitForMessage(number.e164, { timeoutMs: FAILOVER_MS });
    return (await verifyCode(url(i + 1), number.e164, ramz.kavenegar.lastCodeFor(number.e164)!)).status;
  }

  it('a code that one process has accepted is verified by the other one', async () => {
    expect(await signIn(1)).toBe(200);
    expect(await signIn(2)).toBe(200);
  });

  it(`a limit of ${LIMIT} admits exactly ${LIMIT} of ${CONCURRENT} concurrent requests to both`, async () => {
    const answers = await Promise.all(
      Array.from({ length: CONCURRENT }, (_, i) => ask(i, newPhoneNumber(), '198.51.100.1')),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array(LIMIT).fill(200), ...Array(CONCURRENT - LIMIT).fill(429)]);
  });

  it('every accepted code is sent once, and no message is left over', async () => {
    const numbers = Array.from({ length: 40 }, newPhoneNumber);
    await Promise.all(numbers.map((number, i) => ask(i + 10, number).expect(200)));
    await eventually(async () => {
      const { rows } = await ramz.database.query(`SELECT id FROM messages WHERE status <> 'accepted'`);
      expect(rows).toEqual([]);
    });
    expect(numbers.map(({ e164 }) => ramz.kavenegar.messagesFor(e164).length)).toEqual(numbers.map(() => 1));
  });

  it('both processes are ready', async () => {
    for (const process of ramz.processes) await supertest(process.url).get('/health/ready').expect(200);
  });

  if (name === 'Sentinel') {
    it('codes are accepted and sent again soon after the primary has gone', async () => {
      await group.servers[0]!.stop();
      for (const i of [100, 101]) {
        // While no primary is there, the answer is 503, and never 500.
        await eventually(async () => {
          const { status } = await ask(i, newPhoneNumber());
          expect([200, 503]).toContain(status);
          expect(status).toBe(200);
        }, FAILOVER_MS);
      }
      expect(await signIn(102)).toBe(200);
      expect(await signIn(103)).toBe(200);
    });
  }

  it('on SIGTERM both processes end by themselves', async () => {
    for (const process of ramz.processes) process.signal('SIGTERM');
    expect(await Promise.all(ramz.processes.map((process) => process.ended()))).toEqual([0, 0]);
  });
});
