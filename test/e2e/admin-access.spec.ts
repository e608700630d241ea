import supertest from 'supertest';
import { signIn } from '../support/accounts.js';
import { ADMIN_API_KEYS, ADMIN_KEY, adminOf, OTHER_ADMIN_KEY } from '../support/admin.js';
import { newPhoneNumber } from '../support/clients.js';
import { runRamz } from '../support/commands.js';
import { createEmptyTestDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { withRamz } from '../support/with-ramz.js';

const MESSAGES = '/api/v1/sms/messages';
const SEND = '/api/v1/sms/send';
const USERS = '/api/v1/admin/users';
const NO_ID = '0198c5e2-7b1a-7000-8000-123456789012';
const NO_MESSAGE = `${MESSAGES}/${NO_ID}`;

const ROUTES = [
  ['post', SEND],
  ['post', '/api/sms/send'],
  ['get', MESSAGES],
  ['get', NO_MESSAGE],
  ['post', `${NO_MESSAGE}/cancel`],
  ['post', `${NO_MESSAGE}/retry`],
  ['get', '/api/v1/sms/rate-limits/09123456789'],
  ['delete', '/api/v1/sms/rate-limits/09123456789'],
  ['get', '/api/v1/sms/status'],
  ['get', '/api/v1/sms/account'],
  ['get', '/api/v1/events'],
  ['get', `${USERS}?id=${NO_ID}`],
  ['post', `${USERS}/find`],
  ['get', `${USERS}/${NO_ID}/sessions`],
  ['delete', `${USERS}/${NO_ID}/sessions`],
  ['post', `${USERS}/${NO_ID}/block`],
  ['post', `${USERS}/${NO_ID}/unblock`],
  ['post', `${USERS}/${NO_ID}/erase`],
  ['get', `${USERS}/${NO_ID}/export`],
  ['post', '/api/v1/admin/explain'],
  ['get', `/api/v1/admin/explain/${NO_ID}`],
  ['get', '/api/v1/admin/funnel'],
  ['get', '/admin/queues/api/queues'],
] as const;

interface Action {
  admin: string;
  action: string;
  target: string | null;
  status: number | null;
  count: number | null;
  address: string;
  request_id: string;
}

describe('admin routes', () => {
  const ramz = withRamz(({ environment }) => ({
    ROLE: 'api',
    RATE_LIMITS: `${environment.variables['RATE_LIMITS']},admin_send_ip=3/300`,
    ADMIN_API_KEYS,
    TRUST_PROXY: '1',
  }));

  beforeEach(() => ramz.database.query('TRUNCATE admin_actions'));

  const adminKey = (...args: string[]) => runRamz(['admin-key', ...args], ramz.variables);
  const list = (key: string) => adminOf(ramz.url, key).get(MESSAGES);

  /** The requests that were recorded, once every answer is. Commands are tested in commands-of-operators.spec.ts. */
  async function recorded(count: number): Promise<Action[]> {
    return eventually(async () => {
      const { rows } = await ramz.database.query<Action>(
        `SELECT * FROM admin_actions WHERE admin NOT LIKE 'command line%' ORDER BY id`,
      );
      expect(rows.map(({ status }) => typeof status)).toEqual(Array.from({ length: count }, () => 'number'));
      return rows;
    });
  }

  async function newUser(): Promise<{ token: string; id: string; phone: string }> {
    const { e164 } = newPhoneNumber();
    const { access_token, user } = await signIn(ramz.url, ramz.database, { phone_number: e164 });
    return { token: access_token, id: user.id, phone: e164 };
  }

  it('admin routes accept only a valid API key, and every request with one is recorded', async () => {
    for (const [method, path] of ROUTES) {
      const without = await supertest(ramz.url)[method](path).expect(401);
      expect(problemFault(without)).toBeUndefined();
      await supertest(ramz.url)[method](path).set('X-API-Key', 'ramz_wrong').expect(401);
      const { status } = await adminOf(ramz.url)[method](path);
      expect(status).not.toBe(401);
    }
    const actions = await recorded(ROUTES.length);
    expect(actions.map(({ admin, action, status }) => `${admin} ${action} ${status}`)).toEqual([
      'shop sendSms 400',
      'shop sendSms 400',
      'shop listMessages 200',
      'shop findMessage 404',
      'shop cancelMessage 404',
      'shop retryMessage 404',
      'shop showRateLimits 200',
      'shop clearRateLimits 200',
      'shop showStatus 200',
      'shop showAccounts 200',
      'shop listEvents 200',
      'shop listUsers 200',
      'shop findUser 400',
      'shop listUserSessions 404',
      'shop endUserSessions 404',
      'shop blockUser 404',
      'shop unblockUser 404',
      'shop eraseUser 404',
      'shop exportUser 404',
      'shop explain 400',
      'shop explainById 404',
      'shop showFunnel 200',
      'shop readQueues 200',
    ]);
  });

  it('a user can call admin routes while having the role admin, which a command grants and revokes', async () => {
    const user = await newUser();
    const look = () => supertest(ramz.url).get(MESSAGES).set('Authorization', `Bearer ${user.token}`);
    const refused = await look().expect(403);
    expect(problemFault(refused)).toBeUndefined();
    expect(refused.body.code).toBe('forbidden');
    await runRamz(['user', 'role', user.phone, 'admin'], ramz.variables);
    await look().expect(200);
    // The key that is sent decides, and a cookie lets nobody in.
    await look().set('X-API-Key', 'ramz_wrong').expect(401);
    await supertest(ramz.url).get(MESSAGES).set('Cookie', `__Host-ramz_access=${user.token}`).expect(401);
    await runRamz(['user', 'role', user.phone, 'user'], ramz.variables);
    await look().expect(403);
    await look()
      .set('Authorization', `Bearer ${user.token.slice(0, -2)}xx`)
      .expect(401);
    const actions = await recorded(1);
    expect(actions[0]).toMatchObject({ admin: `user:${user.id}`, action: 'listMessages', status: 200 });
  });

  it('an admin action is recorded with its target and status, also when refused, and with a masked number', async () => {
    const send = (body: object, id: string) =>
      adminOf(ramz.url, OTHER_ADMIN_KEY).send(body).set('X-Forwarded-For', '203.0.113.7').set('X-Request-Id', id);
    const message = { receptor: '09121234567', message: 'x', wait: false };
    const sent = await send(message, 'first').expect(202);
    const messageId = sent.body.message_ids[0];
    await send({ ...message, message: 5 }, 'second').expect(400);
    await send({ ...message, receptor: ['09121234567', '09121234568'] }, '09121234567').expect(202);
    await send(message, 'fourth').expect(429);
    const admin = adminOf(ramz.url, OTHER_ADMIN_KEY);
    await admin.get(`${MESSAGES}/${messageId}`).expect(200);
    await admin.get(`${MESSAGES}/09121234567`).expect(404);
    await admin.get(`${MESSAGES}?phone=%2B989121234567`).expect(200);
    await admin.get('/api/v1/sms/rate-limits/9121234567').expect(400);
    const masked = '+98912*****67';
    const actions = await recorded(8);
    expect(actions.map(({ action, target, status }) => [action, target, status])).toEqual([
      ['sendSms', masked, 202],
      ['sendSms', masked, 400],
      ['sendSms', null, 202],
      ['sendSms', masked, 429],
      ['findMessage', messageId, 200],
      ['findMessage', null, 404],
      ['listMessages', masked, 200],
      ['showRateLimits', null, 400],
    ]);
    expect(actions[0]).toMatchObject({ admin: 'ci', address: '203.0.113.7', request_id: 'first' });
    expect(JSON.stringify(actions)).not.toContain('9121234567');
  });

  it('a key reaches only the routes of its scopes, and the refusal names the missing scope and is recorded', async () => {
    const [send, read] = await Promise.all(
      ['send', 'read+support'].map(async (grant) => {
        const printed = await adminKey('create', 'narrow', grant);
        return adminOf(ramz.url, /ramz_[\w-]{43}/.exec(printed)![0]);
      }),
    );
    await send!.post('/api/v1/sms/send', {}).expect(400);
    await read!.get(MESSAGES).expect(200);
    await read!.delete('/api/v1/sms/rate-limits/09123456789').expect(200);
    const refused = await send!.get(MESSAGES).expect(403);
    expect(problemFault(refused)).toBeUndefined();
    expect(refused.body).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('This admin API key lacks the scope "read"; it has send.'),
    });
    const alsoRefused = await read!.post(`${NO_MESSAGE}/cancel`).expect(403);
    expect(alsoRefused.body.detail).toContain('lacks the scope "send"; it has read, support.');
    const actions = await recorded(5);
    expect(actions.map(({ admin, action, status }) => `${admin} ${action} ${status}`)).toEqual([
      'narrow sendSms 400',
      'narrow listMessages 200',
      'narrow clearRateLimits 200',
      'narrow listMessages 403',
      'narrow cancelMessage 403',
    ]);
  });

  it('every admin route declares a scope, and every other route declares none', async () => {
    const { body } = await supertest(ramz.url).get('/openapi.json').expect(200);
    const operations = Object.values<Record<string, Record<string, unknown>>>(body.paths).flatMap((path) =>
      Object.values(path),
    );
    const isAdmin = (operation: Record<string, unknown>) =>
      JSON.stringify(operation['security']).includes('ApiKeyAuth');
    const undeclared = operations.filter((operation) => isAdmin(operation) !== 'x-required-scope' in operation);
    expect(undeclared.map((operation) => operation['operationId'])).toEqual([]);
  });

  it('an expired key is refused with a sentence, and the list shows when a key was last used', async () => {
    const printed = await adminKey('create', 'gone', 'read@2020-01-31');
    const refused = await list(/ramz_[\w-]{43}/.exec(printed)![0]).expect(401);
    expect(refused.body.detail).toContain('The admin API key has expired.');
    await list(OTHER_ADMIN_KEY).expect(200);
    await eventually(async () => {
      expect(await adminKey('list')).toMatch(/^ci +admin +- +- +20\S+Z +- +ADMIN_API_KEYS$/m);
    });
    expect(await adminKey('list')).toMatch(/^gone +read +20\S+ +2020-02-01T00:00:00.000Z +- +- +database$/m);
  });

  it('the record of an admin action has the number of rows that it changed or returned', async () => {
    const admin = adminOf(ramz.url, OTHER_ADMIN_KEY);
    const bulk = { receptor: ['09121234571', '09121234572', '0912'], message: 'x' };
    const send = () => admin.send(bulk, 'counted').set('X-Forwarded-For', '203.0.113.9').expect(202);
    const { body } = await send();
    await send();
    await admin.get(`${MESSAGES}?batch_id=${body.batch_id}`).expect(200);
    await admin.get(`${MESSAGES}/${body.results[0].message_id}`).expect(200);
    await admin.post(`${MESSAGES}/${body.results[0].message_id}/cancel`).expect(200);
    const actions = await recorded(5);
    expect(actions.map(({ action, count }) => [action, count])).toEqual([
      ['sendSms', 2],
      ['sendSms', 0],
      ['listMessages', 2],
      ['findMessage', null],
      ['cancelMessage', 1],
    ]);
  });

  it('an admin request that cannot be recorded is refused and does nothing', async () => {
    const { e164 } = newPhoneNumber();
    await ramz.database.query('ALTER TABLE admin_actions RENAME TO away');
    try {
      const send = adminOf(ramz.url, OTHER_ADMIN_KEY).send({ receptor: e164, message: 'x', wait: false });
      const refused = await send.set('X-Forwarded-For', '203.0.113.8').expect(503);
      expect(problemFault(refused)).toBeUndefined();
      expect(refused.headers['retry-after']).toBe('5');
    } finally {
      await ramz.database.query('ALTER TABLE away RENAME TO admin_actions');
    }
    const { rows } = await ramz.database.query('SELECT FROM messages WHERE recipient = $1', [e164]);
    expect(rows).toEqual([]);
  });

  it('a new admin key works at once, and revoking its name ends all keys of that name, configured ones included', async () => {
    const made = /ramz_[\w-]{43}/.exec(await adminKey('create', 'shop'))![0];
    await list(made).expect(200);
    await list(ADMIN_KEY).expect(200);
    expect(await adminKey('revoke', 'shop')).toContain('Revoked 2 keys of shop.');
    for (const key of [made, ADMIN_KEY]) {
      const refused = await list(key).expect(401);
      expect(refused.body.detail).toBe('The admin API key is not valid.');
    }
    await list(OTHER_ADMIN_KEY).expect(200);
    expect(await adminKey('list')).toMatch(
      /^NAME.*\nshop +admin +- +- +\S+ +20\S+ +ADMIN_API_KEYS\nci +admin +- +- +\S+ +- +ADMIN_API_KEYS\n(.*\n)*shop +admin +20\S+ +- +\S+ +20\S+ +database\n$/,
    );
  });

  it('a refusal says how to create a key when no valid key is left', async () => {
    await ramz.database.query('UPDATE admin_api_keys SET revoked_at = now()');
    await ramz.database.query('INSERT INTO admin_api_keys (digest, name, revoked_at) SELECT $1, $2, now()', [
      ADMIN_API_KEYS.split('ci:')[1],
      'ci',
    ]);
    const refused = await list(OTHER_ADMIN_KEY).expect(401);
    expect(refused.body.detail).toContain('npm run admin-key -- create NAME');
  });
});

describe('admin commands on a database that lacks migrations', () => {
  // No process: the commands alone, on a database that none has migrated.
  let environment: TestEnvironment;
  let database: TestDatabase;
  let variables: Record<string, string>;

  beforeAll(async () => {
    [environment, database] = await Promise.all([createTestEnvironment(), createEmptyTestDatabase()]);
    variables = { ...environment.variables, DATABASE_URL: database.url };
  });

  afterAll(() => Promise.all([environment.dispose(), database.drop()]));

  it.each([
    ['admin-key list', ['admin-key', 'list']],
    ['user role', ['user', 'role', '09121234567', 'admin']],
  ])(
    'in production, the command %s is refused and names the command that applies the migrations',
    async (_name, args) => {
      const PUBLIC_URL = 'https://otp.example.com';
      const production = { ...variables, NODE_ENV: 'production', PUBLIC_URL, SMS_ENABLED: 'false' };
      await expect(runRamz(args, production)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/ The database lacks \d+ migrations\. Run: npm run migrate\n$/),
      });
    },
  );

  it('outside production, an admin command applies the migrations, as a start does', async () => {
    expect(await runRamz(['admin-key', 'list'], variables)).toMatch(/^There are no keys\./);
  });
});
