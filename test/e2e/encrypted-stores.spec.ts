import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { createCertificates, type Certificates } from '../support/certificates.js';
import { startEncryptedPostgres, type EncryptedPostgres } from '../support/encrypted-postgres.js';
import { eventually } from '../support/eventually.js';
import { itWithPgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { describeWith } from '../support/programs.js';
import { RamzProcess } from '../support/ramz-process.js';
import { stores } from '../support/redis.js';
import { startCluster, startSentinel, type RedisGroup } from '../support/redis-groups.js';
import { RamzSetup, withRamz } from '../support/with-ramz.js';

const GROUPS: [name: string, start: (options: { certificates: Certificates }) => Promise<RedisGroup>][] =
  stores.includes('redis')
    ? [
        ['Sentinel', startSentinel],
        ['Cluster', startCluster],
      ]
    : [];
const LIMIT = 3;
/** More than a failover takes. */
const FAILOVER_MS = 30_000;

/** Returns the status of the answer to a right code. */
async function signIn(ramz: RamzSetup): Promise<number> {
  const { e164 } = newPhoneNumber();
  await askForCode(ramz.url, e164).expect(200);
  await ramz.kavenegar.waitForMessage(e164, { timeoutMs: FAILOVER_MS });
  return (await verifyCode(ramz.url, e164, ramz.kavenegar.lastCodeFor(e164)!)).status;
}

/** The sentence with which a process ends that cannot start. */
async function refusal(ramz: RamzSetup, variables: Record<string, string>): Promise<string> {
  const { code, output } = await RamzProcess.runToEnd({ ...ramz.variables, ...variables });
  expect(code).toBe(1);
  return output.split('Ramz ended: ')[1]?.trim() ?? '';
}

describeWith('openssl')('encrypted connections to stores', () => {
  let certificates: Certificates;

  beforeAll(() => {
    certificates = createCertificates('localhost');
  });
  afterAll(() => certificates.remove());

  describe.each(GROUPS)('a Redis %s that accepts encrypted connections alone', (name, start) => {
    let group: RedisGroup;
    const ramz = withRamz(
      async () => {
        group = await start({ certificates });
        const limits = { TRUST_PROXY: '1', RATE_LIMITS: `otp_ip=${LIMIT}/600,verify_ip=off` };
        return { REDIS_URL: group.url, NODE_EXTRA_CA_CERTS: certificates.authority, ...limits };
      },
      { providers: ['kavenegar'] },
    );

    afterAll(() => group?.stop());

    it('counts limits, and its queue brings a code to its receiver, who signs in with it', async () => {
      expect(await signIn(ramz)).toBe(200);
      const ask = () => askForCode(ramz.url, newPhoneNumber().e164).set('X-Forwarded-For', '198.51.100.1');
      const statuses = (await Promise.all(Array.from({ length: 9 }, ask))).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(LIMIT);
      expect(statuses.filter((status) => status === 429)).toHaveLength(9 - LIMIT);
    });

    it('is refused with one sentence if its authority is not known', async () => {
      const told = await refusal(ramz, { NODE_EXTRA_CA_CERTS: '' });
      expect(told).toMatch(/^The certificate of Redis cannot be verified.*NODE_EXTRA_CA_CERTS/);
    });

    it('is refused with one sentence if its certificate is for another name', async () => {
      const told = await refusal(ramz, { REDIS_URL: group.url.replaceAll('localhost', '127.0.0.1') });
      expect(told).toMatch(/^The certificate of Redis cannot be verified.*127\.0\.0\.1/);
    });

    if (name === 'Sentinel') {
      it('is used again after the primary has gone', async () => {
        await group.servers[0]!.stop();
        await eventually(
          async () =>
            void (await askForCode(ramz.url, newPhoneNumber().e164).set('X-Forwarded-For', '203.0.113.7').expect(200)),
          FAILOVER_MS,
        );
      });
    }
  });

  describe('a PostgreSQL', () => {
    let postgres: EncryptedPostgres;
    const withTls = (url: string) => {
      const address = new URL(url);
      address.hostname = 'localhost';
      address.searchParams.set('sslmode', 'verify-full');
      address.searchParams.set('sslrootcert', certificates.authority);
      return address.href;
    };
    const ramz = withRamz(
      async () => {
        postgres = await startEncryptedPostgres(certificates);
        return { DATABASE_URL: withTls(postgres.url) };
      },
      { providers: ['kavenegar'] },
    );

    afterAll(() => postgres?.stop());

    it('is used over encrypted connections alone, for requests and for the queue', async () => {
      expect(await signIn(ramz)).toBe(200);
      const { all, encrypted } = await postgres.countClients();
      expect(all).toBeGreaterThan(1);
      expect(encrypted).toBe(all);
    });

    it('is refused with one sentence if its authority is not known', async () => {
      const url = new URL(ramz.variables['DATABASE_URL']!);
      url.searchParams.delete('sslrootcert');
      expect(await refusal(ramz, { DATABASE_URL: url.href })).toMatch(/certificate.*sslrootcert/);
    });

    it('is refused with one sentence if its certificate is for another name', async () => {
      const url = new URL(ramz.variables['DATABASE_URL']!);
      url.hostname = '127.0.0.1';
      expect(await refusal(ramz, { DATABASE_URL: url.href })).toMatch(/certificate/);
    });

    itWithPgBouncer('is used behind a pooler, with encryption on both sides of the pooler', async () => {
      await ramz.process.stop();
      const { authority, certificate, key } = certificates;
      const pooler = await startPgBouncer(postgres.url.replace('127.0.0.1', 'localhost'), [
        'client_tls_sslmode = require',
        `client_tls_cert_file = ${certificate}`,
        `client_tls_key_file = ${key}`,
        'server_tls_sslmode = verify-full',
        `server_tls_ca_file = ${authority}`,
      ]);
      const pooled = new RamzSetup(
        { DATABASE_URL: withTls(pooler.url), DATABASE_DIRECT_URL: withTls(postgres.url) },
        { providers: ['kavenegar'] },
      );
      try {
        await pooled.start();
        expect(await signIn(pooled)).toBe(200);
        const { all, encrypted } = await postgres.countClients();
        expect(all).toBeGreaterThan(1);
        expect(encrypted).toBe(all);
      } finally {
        await pooled.stop();
        await pooler.stop();
      }
    });
  });
});
