import { createHash } from 'node:crypto';
import { Pool } from 'pg';
import { AdminKeyRepository } from '../../src/admin/access/admin-key.repository.js';
import { AdminKeyService } from '../../src/admin/access/admin-key.service.js';
import { AdminKeyUseService } from '../../src/admin/access/admin-key-use.service.js';
import { adminConfig } from '../../src/admin/access/admin.config.js';
import { UserRoleRepository } from '../../src/admin/access/user-role.repository.js';
import { UserRoleService } from '../../src/admin/access/user-role.service.js';
import { installationConfig } from '../../src/config/index.js';
import { PrismaService } from '../../src/database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

let database: TestDatabase;
let pool: Pool;
let prisma: PrismaService;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 5 });
  prisma = new PrismaService(pool);
});
beforeEach(() => pool.query('TRUNCATE admin_api_keys, admin_key_uses, users CASCADE'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('admin keys', () => {
  const clock = new FakeClock();
  const keysOf = (configured: Record<string, string> = {}) => {
    const ADMIN_API_KEYS = Object.entries(configured)
      .map(([key, entry]) =>
        entry.replace(/:|$/, (rest) => `:${createHash('sha256').update(key).digest('hex')}${rest}`),
      )
      .join(',');
    const { apiKeys } = adminConfig.read({ ADMIN_API_KEYS });
    return new AdminKeyService({ apiKeys }, new AdminKeyRepository(prisma), clock);
  };
  const check = async (keys: AdminKeyService, key: string) => {
    const checked = await keys.check(key);
    return 'key' in checked ? { result: checked.result, name: checked.key.name, scopes: checked.key.scopes } : checked;
  };
  const nameFor = async (keys: AdminKeyService, key: string) => {
    const checked = await keys.check(key);
    return checked.result === 'valid' ? checked.key.name : undefined;
  };

  it('an admin key works at once, in other processes too, and no part of it is stored', async () => {
    const key = await keysOf().create('shop');
    expect(key).toMatch(/^ramz_[\w-]{43}$/);
    expect(await nameFor(keysOf(), key)).toBe('shop');
    const { rows } = await pool.query<{ row: string }>('SELECT k::text AS row FROM admin_api_keys k');
    expect(rows[0]!.row).not.toContain(key.slice(5, 15));
  });

  it('revoking a name ends all of its keys at once, configured ones included, and no others', async () => {
    const keys = keysOf({ ramz_one: 'shop', ramz_two: 'shop', ramz_three: 'ci' });
    const made = [await keys.create('shop'), await keys.create('shop')];
    const other = await keys.create('ops');
    expect(await keys.revoke('shop')).toBe(4);
    for (const key of [...made, 'ramz_one', 'ramz_two']) expect(await nameFor(keys, key)).toBeUndefined();
    expect(await nameFor(keys, 'ramz_three')).toBe('ci');
    expect(await nameFor(keys, other)).toBe('ops');
    expect(await keys.revoke('shop')).toBe(0);
    expect(await keys.revoke('nobody')).toBe(0);
  });

  it('a revoked key stays revoked when it is configured again under another name', async () => {
    await keysOf({ ramz_one: 'shop' }).revoke('shop');
    expect(await nameFor(keysOf({ ramz_one: 'again' }), 'ramz_one')).toBeUndefined();
  });

  it('a key can be created under a name whose keys were revoked', async () => {
    const keys = keysOf();
    await keys.create('shop');
    await keys.revoke('shop');
    expect(await nameFor(keys, await keys.create('shop'))).toBe('shop');
  });

  it('the list shows where each key comes from, and when it was created and revoked', async () => {
    const keys = keysOf({ ramz_one: 'shop', ramz_two: 'ci' });
    const now = new Date(clock.now());
    await keys.create('ops');
    await keys.revoke('shop');
    expect(await keys.list()).toMatchObject([
      { name: 'shop', source: 'ADMIN_API_KEYS', revokedAt: now },
      { name: 'ci', source: 'ADMIN_API_KEYS', revokedAt: undefined },
      { name: 'ops', source: 'database', createdAt: now, revokedAt: undefined },
    ]);
  });

  it('a key has the scopes and the last day that it was created or configured with, and otherwise all scopes', async () => {
    const keys = keysOf({ ramz_one: 'shop:send+read@2027-01-31', ramz_two: 'ci' });
    const made = await keys.create('ops', { scopes: ['support'], expiresAt: new Date('2027-02-01T00:00:00Z') });
    clock.advance(Date.parse('2027-01-31T23:59:59.999Z') - clock.now());
    expect(await check(keys, 'ramz_one')).toEqual({ result: 'valid', name: 'shop', scopes: ['send', 'read'] });
    expect(await check(keys, 'ramz_two')).toEqual({ result: 'valid', name: 'ci', scopes: ['admin'] });
    expect(await check(keys, made)).toEqual({ result: 'valid', name: 'ops', scopes: ['support'] });
    clock.advance(1);
    expect((await check(keys, 'ramz_one')).result).toBe('expired');
    expect((await check(keys, made)).result).toBe('expired');
    expect((await check(keys, 'ramz_two')).result).toBe('valid');
  });

  it('the use of a key is recorded at most once a minute by all processes together, also of a configured key', async () => {
    const keys = keysOf({ ramz_one: 'shop', ramz_two: 'ci' });
    const processes = [1, 2].map(() => new AdminKeyUseService(new AdminKeyRepository(prisma), clock));
    const checked = await keys.check('ramz_one');
    if (checked.result !== 'valid') throw new Error('the key was refused');
    const use = () => Promise.all(processes.map((process) => process.record(checked.key)));
    const lastUses = async () => (await keys.list()).map(({ lastUsedAt }) => lastUsedAt?.getTime());
    const first = clock.now();
    await use();
    clock.advance(59_999);
    await use();
    expect(await lastUses()).toEqual([first, undefined]);
    clock.advance(1);
    await use();
    expect(await lastUses()).toEqual([first + 60_000, undefined]);
    // A process that has not seen the key yet asks the database.
    clock.advance(30_000);
    await new AdminKeyUseService(new AdminKeyRepository(prisma), clock).record(checked.key);
    expect(await lastUses()).toEqual([first + 60_000, undefined]);
  });
});

describe('user roles', () => {
  const roles = () => new UserRoleService(installationConfig.read({}), new UserRoleRepository(prisma));
  const roleOf = async (id: string) =>
    (await pool.query<{ role: string }>('SELECT role FROM users WHERE id = $1', [id])).rows[0]!.role;
  const [first, second] = ['0198c5e2-7b1a-7000-8000-000000000001', '0198c5e2-7b1a-7000-8000-000000000002'];

  beforeEach(() =>
    pool.query(
      `INSERT INTO users (id, phone, email) VALUES ($1, '+989121234567', NULL), ($2, NULL, 'someone@example.com')`,
      [first, second],
    ),
  );

  it.each([
    ['09121234567', first, second],
    ['+98 912 123 4567', first, second],
    ['Someone@Example.com', second, first],
  ])('a role is granted to and revoked from the user %s only', async (written, user, other) => {
    expect(await roles().set(written, 'admin')).toBeUndefined();
    expect([await roleOf(user), await roleOf(other)]).toEqual(['admin', 'user']);
    expect(await roles().set(written, 'user')).toBeUndefined();
    expect(await roleOf(user)).toBe('user');
  });

  it.each([
    ['09127654321', 'There is no such user.'],
    ['nobody@example.com', 'There is no such user.'],
    ['9121234567', 'Please provide a valid Iranian phone number'],
    ['someone@', 'Please provide a valid e-mail address'],
  ])('the role is not granted to %s, and the error says why', async (written, sentence) => {
    expect(await roles().set(written, 'admin')).toContain(sentence);
    expect([await roleOf(first), await roleOf(second)]).toEqual(['user', 'user']);
  });
});
