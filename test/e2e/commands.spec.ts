import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { endOfRamz } from '../support/commands.js';
import { createEmptyTestDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/ports.js';

/** Runs a command to its end, and gives everything that it printed. */
async function run(args: string[], variables: Record<string, string>): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await endOfRamz(args, variables);
  return { code, output: stdout + stderr };
}

const COMMANDS = [['migrate'], ['studio'], ['admin-key', 'list'], ['users', 'find', '+989120000001']].map(
  (args): [string, string[]] => [args.join(' '), args],
);

describe('commands', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyTestDatabase();
  });
  afterEach(() => database.drop());

  it.each(COMMANDS)(
    'a command refuses an unreadable DATABASE_URL in one sentence without the password: %s',
    async (_name, args) => {
      const { code, output } = await run(args, {
        DATABASE_URL: 'postgresql://ramz:hun/ter2@localhost:5432/ramz',
      });
      expect(code).toBe(1);
      expect(output).toMatch(/DATABASE_URL cannot be read as an address\. Percent-encode/);
      expect(output).not.toMatch(/hun|ter2|^ +at /m);
    },
  );

  it.each(COMMANDS)(
    'a command refuses a wrong database password in one sentence without it: %s',
    async (_name, args) => {
      const url = new URL(database.url);
      url.password = 'hunter2';
      const { code, output } = await run(args, { DATABASE_URL: url.href });
      expect(code).toBe(1);
      expect(output).toMatch(/refuses the user or the password of DATABASE_URL/);
      expect(output).not.toMatch(/hunter2|^ +at /m);
    },
  );

  it.each(COMMANDS)('a command does not change the database of another application: %s', async (_name, args) => {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('CREATE TABLE users (id int)');
    const { code, output } = await run(args, { DATABASE_URL: database.url });
    expect(code).toBe(1);
    expect(output).toMatch(/already has tables/);
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(rows).toEqual([{ tablename: 'users' }]);
    await client.end();
  });

  it('the migrate command needs only the database, and other commands apply no migrations in production', async () => {
    const variables = { DATABASE_URL: database.url, NODE_ENV: 'production' };
    const studio = await run(['studio'], variables);
    expect(studio.code).toBe(1);
    expect(studio.output).toMatch(/lacks \d+ migrations\. Run: npm run migrate/);
    const migrated = await run(['migrate'], variables);
    expect(migrated).toMatchObject({ code: 0, output: expect.stringContaining('Applied 20261120120000_init') });
  });

  it('a command checks the environment as a start does', async () => {
    const { code, output } = await run(['admin-key', 'list'], { DATABASE_URL: database.url, OTP_LENGTH: '99' });
    expect(code).toBe(1);
    expect(output).toContain('OTP_LENGTH');
  });

  it('the studio command names STUDIO_PORT if the port is in use or not valid', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const busy = await run(['studio'], { DATABASE_URL: database.url, STUDIO_PORT: String(port) });
    expect(busy).toMatchObject({ code: 1, output: expect.stringMatching(/Port \d+ is in use.*STUDIO_PORT/) });
    server.close();
    const wrong = await run(['studio'], { DATABASE_URL: database.url, STUDIO_PORT: 'abc' });
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('STUDIO_PORT') });
  });

  it('the studio command lists pages with the newest codes and messages, and lets its page call no other host', async () => {
    const port = await findFreePort();
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, STUDIO_PORT: String(port) };
    const studio = spawn(process.execPath, ['scripts/ramz.mjs', 'studio'], { env });
    let output = '';
    for (const stream of [studio.stdout, studio.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    try {
      const response = await eventually(() => fetch(`http://127.0.0.1:${port}/`), 25_000);
      expect(response.headers.get('content-security-policy')).toBe("connect-src 'self'");
      expect(output).toMatch(/^ +codes +http:\S+table=otp_tokens&sort=created_at%3Adesc&pin=recipient/m);
      expect(output).toMatch(/^ +messages +http:\S+table=messages&sort=created_at%3Adesc/m);
    } finally {
      studio.kill('SIGTERM');
      await once(studio, 'exit');
    }
  });
});
