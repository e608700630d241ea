import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { startFakeKavenegar } from '../support/fake-kavenegar.mjs';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const key = (id: string, letters = id) => `${id}:${Buffer.alloc(32, letters).toString('base64')}`;
const signingKey = (kid: string) => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  kid,
});
const [SIGNING_1, SIGNING_2] = [signingKey('k1'), signingKey('k2')];
const SECRETS = {
  OTP_PEPPERS: key('k1', 'pepper'),
  DATA_KEYS: key('k1', 'data'),
  TOKEN_PRIVATE_KEYS: JSON.stringify([SIGNING_1]),
};

let environment: TestEnvironment;
let kavenegar: Awaited<ReturnType<typeof startFakeKavenegar>>;
let database: pg.Pool;
let variables: Record<string, string>;
const running: RamzProcess[] = [];

beforeEach(async () => {
  environment = await createTestEnvironment();
  kavenegar = await startFakeKavenegar({ apiKey: 'kavenegar-key' });
  database = new pg.Pool({ connectionString: environment.databaseUrl, max: 1 });
  variables = {
    ...environment.variables,
    ...SECRETS,
    KAVENEGAR_API_KEY: 'kavenegar-key',
    KAVENEGAR_BASE_URL: kavenegar.url,
  };
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop()));
  await Promise.all([database.end(), kavenegar.close()]);
  await environment.dispose();
});

async function start(changes: Record<string, string> = {}): Promise<RamzProcess> {
  const ramz = await RamzProcess.start({ ...variables, ...changes });
  running.push(ramz);
  return ramz;
}

async function stop(ramz: RamzProcess): Promise<void> {
  running.splice(running.indexOf(ramz), 1);
  expect(await ramz.stop()).toBe(0);
}

/** Starts a process that cannot start, and returns what it ends with. */
async function refusal(changes: Record<string, string>): Promise<string> {
  const { code, output } = await RamzProcess.runToEnd({ ...variables, ...changes });
  expect(output).not.toContain('Ramz is ready');
  expect(code).toBe(1);
  expect(output).not.toMatch(/^ +at .+:\d+/m);
  return output.split('Ramz ended: ')[1] ?? '';
}

/** Each process accepts the codes and the tokens of the other one, and every code is sent. */
async function expectAllToWork(one: RamzProcess, two: RamzProcess): Promise<void> {
  for (const [asked, verified] of [
    [one, two],
    [two, one],
  ] as const) {
    const { e164 } = newPhoneNumber();
    await askForCode(asked.url, e164).expect(200);
    await kavenegar.waitForMessage(e164);
    const { body } = await verifyCode(verified.url, e164, kavenegar.lastCodeFor(e164) ?? '').expect(200);
    await supertest(asked.url).get('/api/v1/auth/me').auth(body.access_token, { type: 'bearer' }).expect(200);
  }
}

describe('processes with different secrets', () => {
  it('a process with a different secret does not start, and names the variable', async () => {
    await stop(await start({ DATA_KEYS: `${key('k1', 'data')},${key('k0', 'data0')}` }));
    const different: [title: string, changes: Record<string, string>, variable: string][] = [
      ['a worker with another data key', { ROLE: 'worker', DATA_KEYS: key('k1', 'other') }, 'DATA_KEYS'],
      ['an API with another pepper', { ROLE: 'api', OTP_PEPPERS: key('k1', 'other') }, 'OTP_PEPPERS'],
      [
        'an API with another signing key',
        { ROLE: 'api', TOKEN_PRIVATE_KEYS: JSON.stringify(signingKey('k1')) },
        'TOKEN_PRIVATE_KEYS',
      ],
      ['an old key that differs', { DATA_KEYS: `${key('k1', 'data')},${key('k0', 'other')}` }, 'DATA_KEYS'],
    ];
    for (const [title, changes, variable] of different) {
      const told = await refusal(changes);
      expect([title, told]).toEqual([title, expect.stringContaining('has a fault')]);
      expect([title, told]).toEqual([
        title,
        expect.stringMatching(new RegExp(`${variable} has another secret for the id k[01] .*Copy it`)),
      ]);
    }
  });

  it('a process with a different secret does not start beside a running one, whatever the key id', async () => {
    await start({ ROLE: 'api' });
    for (const [variable, secret] of [
      ['OTP_PEPPERS', key('k2', 'other')],
      ['DATA_KEYS', key('k2', 'other')],
      ['TOKEN_PRIVATE_KEYS', JSON.stringify(SIGNING_2)],
    ] as const) {
      const told = await refusal({ [variable]: secret });
      expect(told).toMatch(new RegExp(`${variable} lacks the key k1, with which a running process \\(api on .*writes`));
      expect(told).toMatch(new RegExp(`${variable} begins with the key k2, which a running process .* cannot read`));
    }
  });

  it('a process does not start while codes and messages need a key that it lacks', async () => {
    const api = await start({ ROLE: 'api' });
    await askForCode(api.url, newPhoneNumber().e164).expect(200);
    await stop(api);
    const told = await refusal({ OTP_PEPPERS: key('k2', 'new'), DATA_KEYS: key('k2', 'new') });
    expect(told).toMatch(/OTP_PEPPERS lacks the key k1 of 1 live codes/);
    expect(told).toMatch(/DATA_KEYS lacks the key k1 of 1 waiting messages/);
    await database.query(`UPDATE otp_tokens SET expires_at = now(); UPDATE messages SET expires_at = now()`);
    await start({ OTP_PEPPERS: key('k2', 'new'), DATA_KEYS: key('k2', 'new') });
  });

  it('a process does not start with newly generated secrets on an existing database', async () => {
    const [first, second] = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'ramz-secrets-')));
    const generated = { OTP_PEPPERS: '', DATA_KEYS: '', TOKEN_PRIVATE_KEYS: '' };
    await stop(await start({ ...generated, DATA_DIR: first! }));
    const told = await refusal({ ...generated, DATA_DIR: second! });
    expect(told).toMatch(/DATA_KEYS was generated in DATA_DIR.*Restore secrets\.json.*empty database/);
    await start({ ...generated, DATA_DIR: first! });
    for (const folder of [first!, second!]) rmSync(folder, { recursive: true });
  });

  it('only one of two processes with different secrets that start at the same time runs', async () => {
    const processes = ['k1', 'k2'].map((id) => RamzProcess.launch({ ...variables, DATA_KEYS: key(id, id) }));
    running.push(...processes);
    const results = await Promise.allSettled(processes.map((process) => process.ready()));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('documented key rotation', () => {
  const STEPS = [
    ['k1', 'k1', [SIGNING_1]],
    ['k1,k2,k1', 'k1,k2', [SIGNING_1, SIGNING_2]],
    ['k2,k1', 'k2,k1', [SIGNING_2, SIGNING_1]],
    ['k2', 'k2', [SIGNING_2]],
  ] as const;
  const list = (ids: string) =>
    ids
      .split(',')
      .map((id) => key(id))
      .join(',');
  const [first, ...further] = STEPS.map(([peppers, dataKeys, signingKeys]) => ({
    OTP_PEPPERS: list(peppers),
    DATA_KEYS: list(dataKeys),
    TOKEN_PRIVATE_KEYS: JSON.stringify(signingKeys),
  }));

  it('the rotation works with one process after the other', async () => {
    let [one, two] = await Promise.all([start(first), start(first)]);
    for (const step of further) {
      await stop(one);
      one = await start(step);
      await expectAllToWork(one, two);
      await stop(two);
      two = await start(step);
      await expectAllToWork(one, two);
    }
  }, 120_000);
});
