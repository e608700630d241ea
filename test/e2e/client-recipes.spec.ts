import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { signIn } from '../support/accounts.js';
import { newPhoneNumber } from '../support/clients.js';
import { snippetsOf } from '../support/documented-snippets.js';
import { eventually } from '../support/eventually.js';
import { PackedClient } from '../support/packed-client.js';
import { findFreePort } from '../support/ports.js';
import { describeCompleteWith } from '../support/programs.js';
import { withRamz } from '../support/with-ramz.js';

/** They are installed here alone, so that the lock file of Ramz does not have them. */
const FRAMEWORKS = [
  '@nestjs/common@12.5.1',
  '@nestjs/core@12.5.1',
  '@nestjs/platform-express@12.5.1',
  '@types/node@20.19.43',
  '@types/react@19.3.0',
  'express@5.3.0',
  'fastify@5.12.8',
  'jose@6.2.18',
  'next@16.4.6',
  'react-dom@19.3.1',
  'react@19.3.1',
  'reflect-metadata@0.2.2',
  'rxjs@7.8.2',
  'typescript@5.9.3',
];
const NEST = ['--experimentalDecorators', '--emitDecoratorMetadata', '--skipLibCheck', '--types', 'node'];

jest.setTimeout(600_000);

describeCompleteWith('npm')('the recipes of docs/client.md', () => {
  const snippets = snippetsOf('docs/client.md');
  let issuer: string;
  let packed: PackedClient;
  let token: string;
  let userId: string;
  let server: ChildProcess | undefined;
  const ramz = withRamz(async () => {
    const port = String(await findFreePort());
    issuer = `http://127.0.0.1:${port}`;
    return { ROLE: 'api', PORT: port, PUBLIC_URL: issuer };
  });

  beforeAll(async () => {
    packed = await PackedClient.install(FRAMEWORKS);
    const signedIn = await signIn(ramz.url, ramz.database, { phone_number: newPhoneNumber().e164 });
    [token, userId] = [signedIn.access_token, signedIn.user.id];
  });
  afterEach(async () => {
    if (server?.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit');
  });
  afterAll(() => packed?.remove());

  /** Starts a server of the project and returns what it answers to a request with this header. */
  async function serve(folder: string, args: string[]): Promise<(authorization?: string) => Promise<Response>> {
    const port = String(await findFreePort());
    const variables = { RAMZ_URL: issuer, PORT: port, NEXT_TELEMETRY_DISABLED: '1' };
    server = spawn(process.execPath, args, {
      cwd: join(packed.folder, folder),
      env: { PATH: process.env['PATH'], ...variables },
      stdio: 'ignore',
    });
    const call = (authorization?: string) =>
      fetch(`http://localhost:${port}/orders`, { headers: authorization ? { authorization } : {} });
    await eventually(() => call(), 60_000);
    return call;
  }

  async function expectToCheckTokens(call: (authorization?: string) => Promise<Response>): Promise<void> {
    const accepted = await call(`Bearer ${token}`);
    expect(await accepted.json()).toEqual({ user: userId });
    const missing = await call();
    expect(await missing.json()).toMatchObject({ code: 'token_missing', detail: expect.any(String) as string });
    const refused = await call(`Bearer ${token.slice(0, -4)}AAAA`);
    expect(await refused.json()).toMatchObject({ code: 'token_invalid' });
    expect([accepted, missing, refused].map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(refused.headers.get('WWW-Authenticate')).toBe('Bearer');
  }

  it.each(['express.js', 'fastify.js'])('check access tokens: %s', async (name) => {
    await packed.write(name, snippets[name]!);
    await expectToCheckTokens(await serve('.', [name]));
  });

  it('check access tokens in Nest', async () => {
    await packed.write('nest.ts', snippets['nest.ts']!);
    const compiler = 'node_modules/typescript/bin/tsc';
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', ...NEST];
    await packed.run(process.execPath, [compiler, ...options, 'nest.ts']);
    await expectToCheckTokens(await serve('.', ['nest.js']));
  });

  it('check access tokens in Next', async () => {
    const layout = 'export default ({ children }) => <html><body>{children}</body></html>;\n';
    await packed.write('next/app/layout.jsx', layout);
    await packed.write('next/package.json', JSON.stringify({ name: 'next-app', private: true, type: 'module' }));
    await packed.write('next/app/orders/route.ts', snippets['app/orders/route.ts']!);
    const next = join(packed.folder, 'node_modules/next/dist/bin/next');
    await packed.run(process.execPath, [next, 'build', 'next'], { NEXT_TELEMETRY_DISABLED: '1' });
    await expectToCheckTokens(await serve('next', [next, 'start']));
  });
});
