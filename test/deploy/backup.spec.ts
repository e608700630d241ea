import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { eventually } from '../support/eventually.js';
import { describeCompleteWith } from '../support/programs.js';
import { createTestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { postJson, readCode } from './code-request.js';
import { commandsOf } from './documented-commands.js';
import { findFreePort } from './free-port.js';

const run = promisify(execFile);
const PACKAGED = '/usr/lib/postgresql';

jest.setTimeout(60_000);

describeCompleteWith('pg_restore')('On the oldest PostgreSQL that is packaged here', () => {
  let folder: string;
  let server: ChildProcess;
  let urlOf: (database: string) => string;
  let secrets: Record<string, string>;
  let version: number;

  beforeAll(async () => {
    version = Math.min(...readdirSync(PACKAGED).map(Number));
    const bin = join(PACKAGED, String(version), 'bin');
    folder = await mkdtemp(join(tmpdir(), 'ramz-backup-'));
    // PostgreSQL does not run as root.
    const identity = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
    if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid);
    const data = join(folder, 'data');
    const options = { cwd: folder, ...identity };
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'ramz', '--auth=trust', '--no-sync'], options);
    const port = await findFreePort();
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, 'fsync=off'];
    const flags = settings.flatMap((setting) => ['-c', setting]);
    server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...options, stdio: 'ignore' });
    urlOf = (database) => `postgresql://ramz@127.0.0.1:${port}/${database}`;
    await eventually(() => execute(urlOf('postgres'), 'CREATE DATABASE ramz'));
    await execute(urlOf('postgres'), 'CREATE DATABASE restored');
    const environment = await createTestEnvironment();
    secrets = environment.variables;
    await environment.dispose();
  });
  afterAll(async () => {
    server.kill('SIGINT');
    await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  });

  it('Ramz runs, and is complete after the backup and restore of docs/deployment.md', async () => {
    const [backUp, restore] = commandsOf('docs/deployment.md', 'Backup and restore');
    const inFolder = (command: string, database: string) =>
      run('/bin/sh', ['-ec', command], {
        cwd: folder,
        env: { PATH: process.env['PATH'], DATABASE_URL: urlOf(database) },
      });
    const login = { phone_number: '+989121234567' };
    const other = { phone_number: '+989127654321' };

    const first = await RamzProcess.start({ ...secrets, DATABASE_URL: urlOf('ramz') });
    await postJson(`${first.url}/api/v1/auth/otp`, login);
    await first.waitForOutput(/code: \d/);
    const session = await postJson(`${first.url}/api/v1/auth/otp/verify`, { ...login, code: readCode(first.output) });
    await postJson(`${first.url}/api/v1/auth/otp`, other);
    await first.waitForOutput(/code: \d[^]*code: \d/);
    const code = readCode(first.output);
    await first.stop();
    await inFolder(backUp!, 'ramz');
    await inFolder(restore!, 'restored');

    const second = await RamzProcess.start({ ...secrets, DATABASE_URL: urlOf('restored') });
    const { refresh_token } = session.body;
    expect(await postJson(`${second.url}/api/v1/auth/token/refresh`, { refresh_token })).toMatchObject({ status: 200 });
    expect(await postJson(`${second.url}/api/v1/auth/otp/verify`, { ...other, code })).toMatchObject({ status: 200 });
    await second.stop();
  });

  it('is the least version that docs/deployment.md names', () => {
    const page = readFileSync('docs/deployment.md', 'utf8');
    expect(Number(/^\| PostgreSQL \| (\d+)/m.exec(page)?.[1])).toBe(version);
  });
});

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function idOf(flag: string): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
