import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/database/index.js';
import { identify, isAlive } from '../../src/database/embedded/process-identity.js';
import { scratchFolder } from '../support/scratch.js';

describe('EmbeddedPostgres', () => {
  let dataDir: string;
  let opened: EmbeddedPostgres[];

  const open = async ({ durable = false } = {}) => {
    const database = await EmbeddedPostgres.open({ dataDir, log: () => undefined, durable });
    opened.push(database);
    return database;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(scratchFolder(), 'ramz-embedded-'));
    await chmod(dataDir, 0o755);
    opened = [];
  });

  afterEach(async () => {
    for (const database of opened) await database.stop().catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
  });

  it('an embedded PostgreSQL keeps its data from one start to the next', async () => {
    const first = await open();
    await query(first.url, 'CREATE TABLE notes AS SELECT 1 AS n');
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

    const second = await open();
    expect(await query(second.url, 'SELECT n FROM notes')).toEqual([{ n: 1 }]);
    expect(await query(second.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  it('a connection with a wrong password is refused', async () => {
    const url = new URL((await open()).url);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('processes that open the folder share the running server, and do not stop it when they end', async () => {
    const owner = await open();
    const guest = await open();
    expect([owner.owned, guest.owned, guest.url]).toEqual([true, false, owner.url]);
    await guest.stop();
    expect(await query(owner.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('several processes that open an empty folder at the same time create one cluster', async () => {
    const databases = await Promise.all([open(), open(), open()]);
    expect(databases.filter(({ owned }) => owned)).toHaveLength(1);
    expect(new Set(databases.map(({ url }) => url)).size).toBe(1);
  });

  it('the next process that opens the folder owns the server, and stops it, if its owner was killed', async () => {
    const first = await open();
    const owner = await startIdleProcess();
    await writeFile(join(dataDir, 'postgres-owner.json'), JSON.stringify(identify(Number(owner.pid))));
    expect((await open()).owned).toBe(false);

    await kill(owner);
    const heir = await open();
    expect([heir.owned, heir.url]).toEqual([true, first.url]);
    await heir.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('a server is taken over although the process id of its dead owner belongs to another process', async () => {
    await open();
    const other = await startIdleProcess();
    await writeFile(join(dataDir, 'postgres-owner.json'), JSON.stringify({ pid: other.pid, startTicks: '1' }));
    expect((await open()).owned).toBe(true);
    await kill(other);
  });

  it('an embedded PostgreSQL starts again after the server itself was killed', async () => {
    const first = await open({ durable: true });
    await query(first.url, 'CREATE TABLE notes AS SELECT 1 AS n');
    const pid = await postmasterPid(dataDir);
    process.kill(pid, 'SIGKILL');
    expect(await query((await open()).url, 'SELECT n FROM notes')).toEqual([{ n: 1 }]);
  });

  it('an embedded PostgreSQL starts although a leftover record names another living process', async () => {
    const first = await open();
    const record = join(dataDir, 'postgres', 'postmaster.pid');
    const text = await readFile(record, 'utf8');
    await first.stop();
    const other = await startIdleProcess();
    await writeFile(record, text.replace(/^\d+/, String(other.pid)));

    expect((await open()).owned).toBe(true);
    expect(isAlive(identify(Number(other.pid)))).toBe(true);
    await kill(other);
  });

  it('the lock of a process that died while it was starting the server is taken over', async () => {
    const other = await startIdleProcess();
    await writeFile(join(dataDir, 'postgres.lock'), JSON.stringify(identify(Number(other.pid))));
    await kill(other);
    expect((await open()).owned).toBe(true);
  });

  it('a cluster is created again if a process died while it was creating it', async () => {
    await mkdir(join(dataDir, 'postgres.new-half'));
    await writeFile(join(dataDir, 'postgres.new-half', 'PG_VERSION'), '18\n');
    expect((await open()).owned).toBe(true);
  });

  it('the error names the folder and the fix if the folder cannot be written to', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const attempt = EmbeddedPostgres.open({ dataDir: join(dataDir, 'file'), log: () => undefined });
    await expect(attempt).rejects.toThrow(/cannot write to .*\/file .*set DATABASE_URL/);
  });

  it('the error names the folder if it is not a cluster', async () => {
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'letter.txt'), '');
    await expect(open()).rejects.toThrow(/\/postgres is not a PostgreSQL data folder/);
  });

  it('a cluster of another major version is refused', async () => {
    await (await open()).stop();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
    await expect(open()).rejects.toThrow('was created by PostgreSQL 15');
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function startIdleProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function postmasterPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
