import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase } from '../support/databases.js';
import { runInBackground } from '../support/run-in-background.js';

const run = promisify(execFile);

/** A build takes three seconds, but ten times as long on a busy machine. */
jest.setTimeout(120_000);

const COPIED = [
  'scripts',
  'console',
  'packages/elements/src',
  'packages/elements/vite.config.js',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'prisma.config.ts',
  'prisma/schema.prisma',
];

describe('build', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ramz-build-'));
    for (const path of COPIED) await cp(path, join(folder, path), { recursive: true });
    await mkdir(join(folder, 'node_modules'));
    for (const name of await readdir('node_modules'))
      if (name !== '.ramz') await symlink(resolve('node_modules', name), join(folder, 'node_modules', name));
    await cp('node_modules/.ramz', join(folder, 'node_modules/.ramz'), { recursive: true });
    await mkdir(join(folder, 'src/database/generated'), { recursive: true });
    await writeFile(join(folder, 'src/database/generated/client.ts'), 'export {};\n');
    await mkdir(join(folder, 'src/cli'));
    for (const entry of ['commands', 'cli/main']) await writeFile(join(folder, `src/${entry}.ts`), 'export {};\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function write(answer: unknown): Promise<void> {
    const code = `export const answer: number = ${JSON.stringify(answer)};\nconsole.log(answer);\n`;
    await writeFile(join(folder, 'src/main.ts'), code);
  }

  async function build(): Promise<string> {
    const { stdout } = await runInBackground(process.execPath, ['scripts/prepare.mjs'], { cwd: folder });
    return stdout;
  }

  async function startBundle(): Promise<string> {
    const { stdout } = await run(process.execPath, ['dist/bundle/main.js'], { cwd: folder });
    return stdout;
  }

  it('two processes that start at the same time build once', async () => {
    await write(1);
    const outputs = await Promise.all([build(), build()]);
    expect(outputs.filter((output) => output.includes('Compiling'))).toHaveLength(1);
    await expect(startBundle()).resolves.toBe('1\n');
    await expect(build()).resolves.toBe('');
  });

  it('a build that was killed is repeated', async () => {
    await write(2);
    const killed = spawn(process.execPath, ['scripts/prepare.mjs'], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Killed with the compiler, which is in its process group.
    killed.stdout.once('data', () => process.kill(-killed.pid!, 'SIGKILL'));
    await once(killed, 'close');
    await expect(build()).resolves.toContain('Compiling');
    await expect(startBundle()).resolves.toBe('2\n');
  });

  it('a type error fails the build and leaves nothing that could be started', async () => {
    await write('three');
    await expect(build()).rejects.toMatchObject({ stderr: expect.stringContaining('src/main.ts') as string });
    expect(existsSync(join(folder, 'dist/main.js'))).toBe(false);
    expect(existsSync(join(folder, 'dist/bundle/main.js'))).toBe(false);
  });

  it('V8 accepts the code cache of the packages that a command loads', async () => {
    const code = `
      process.argv.push('--help');
      const { load, scripts } = await import('./dist/bundle/load.js');
      process.on('exit', () => console.error(JSON.stringify([...scripts.values()].map((script) => script.cachedDataRejected))));
      load('./cli.cjs');`;
    const { stderr } = await run(process.execPath, ['--input-type=module', '--eval', code]);
    const rejected = JSON.parse(stderr) as unknown[];
    expect(rejected).not.toHaveLength(0);
    expect(new Set(rejected)).toEqual(new Set([false]));
  });

  it('dist/main.js also starts without the bundle', async () => {
    const database = await createTestDatabase();
    const ramz = spawn(process.execPath, [resolve('dist/main.js')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: database.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    ramz.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.includes('Ramz is ready')) ramz.kill('SIGKILL');
    });
    await once(ramz, 'close');
    await database.drop();
    expect(output).toContain('Ramz is ready');
  });
});
