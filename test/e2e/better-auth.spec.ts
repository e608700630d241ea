import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newPhoneNumber, wrongCode } from '../support/clients.js';
import { snippetsOf } from '../support/documented-snippets.js';
import { eventually } from '../support/eventually.js';
import { PackedClient } from '../support/packed-client.js';
import { findFreePort } from '../support/ports.js';
import { describeCompleteWith } from '../support/programs.js';
import { withRamz } from '../support/with-ramz.js';

const SERVER = `
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { codesByRamz } from './better-auth.js';

const auth = betterAuth({
  baseURL: \`http://127.0.0.1:\${process.env.PORT}\`,
  secret: 'a-secret-of-this-test-that-is-long-enough',
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  rateLimit: { enabled: false },
  plugins: [codesByRamz],
});
createServer(toNodeHandler(auth)).listen(Number(process.env.PORT), '127.0.0.1');
`;

jest.setTimeout(300_000);

describeCompleteWith('npm')('better-auth with the recipe of docs/auth-servers.md', () => {
  let packed: PackedClient;
  let server: ChildProcess;
  let url: string;
  const ramz = withRamz({ TRUST_PROXY: '127.0.0.1', RATE_LIMITS: 'otp_phone=1/120' });

  beforeAll(async () => {
    packed = await PackedClient.install(['better-auth@1.7.25', 'jose@6.2.18']);
    await packed.write('better-auth.js', snippetsOf('docs/auth-servers.md')['better-auth.js']!);
    await packed.write('server.js', SERVER);
    const port = String(await findFreePort());
    url = `http://127.0.0.1:${port}/api/auth`;
    const env = { PATH: process.env['PATH'], RAMZ_URL: ramz.url, PORT: port, BETTER_AUTH_TELEMETRY: '0' };
    server = spawn(process.execPath, [join(packed.folder, 'server.js')], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await eventually(() => fetch(`${url}/ok`), 60_000);
  });
  afterAll(async () => {
    if (server?.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit');
    await packed?.remove();
  });

  const post = (path: string, body: object) =>
    fetch(`${url}/phone-number/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: new URL(url).origin, 'X-Forwarded-For': '203.0.113.7' },
      body: JSON.stringify(body),
    });

  it('a user signs in to better-auth with the code of Ramz, once', async () => {
    const { e164 } = newPhoneNumber();
    expect((await post('send-otp', { phoneNumber: e164 })).status).toBe(200);
    const code = await eventually(async () => {
      const inbox = await fetch(`${ramz.url}/api/v1/simulation/messages?to=${encodeURIComponent(e164)}`);
      const { messages } = (await inbox.json()) as { messages: { code: string }[] };
      return messages[0]!.code;
    });
    expect((await post('verify', { phoneNumber: e164, code: wrongCode(code) })).ok).toBe(false);
    const signedIn = await post('verify', { phoneNumber: e164, code });
    expect(await signedIn.json()).toMatchObject({ status: true, user: { phoneNumber: e164 } });
    expect((await post('verify', { phoneNumber: e164, code })).ok).toBe(false);
  });

  it('the limits of Ramz hold, with its sentence', async () => {
    const { e164 } = newPhoneNumber();
    const ask = () => post('send-otp', { phoneNumber: e164 });
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ message: expect.stringMatching(/try again/) as string });
  });
});
