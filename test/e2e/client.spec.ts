import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { newPhoneNumber } from '../support/clients.js';
import { snippetsOf } from '../support/documented-snippets.js';
import { PackedClient } from '../support/packed-client.js';
import { describeWith } from '../support/programs.js';
import { Site } from '../support/tabs.js';
import { withRamz } from '../support/with-ramz.js';

const run = promisify(execFile);
const LIMIT_BYTES = 6_000;
const CODE = '123456';
const USERS = Array.from({ length: 8 }, () => newPhoneNumber().e164);
const nextUser = () => USERS.pop()!;

jest.setTimeout(120_000);

let packed: PackedClient;
const site = new Site(() => packed.dist, { '@ramz/client': 'index.js' });
const ramz = withRamz(async () => {
  await site.listen();
  return {
    ROLE: 'api',
    PUBLIC_URL: 'http://localhost',
    SESSION_COOKIES: 'true',
    ALLOWED_ORIGINS: site.origin,
    // A refresh token that is sent twice ends the session, even at the same time.
    REFRESH_REUSE_SECONDS: '0',
    OTP_TEST_NUMBERS: USERS.map((number) => `${number}:${CODE}@2099-01-01`).join(','),
  };
});
beforeAll(async () => {
  packed = await PackedClient.install();
});
afterAll(async () => {
  await site.close();
  await packed?.remove();
});

/** Runs a module of the project. Its last line is the answer. */
async function runModule(name: string, code: string): Promise<unknown> {
  const path = await packed.write(name, code);
  const output = await packed.run(process.execPath, [path], { RAMZ_URL: ramz.url, PHONE_NUMBER: nextUser() });
  return JSON.parse(output.trim().split('\n').at(-1)!);
}

describe('the package', () => {
  it('has the built modules and their types, and nothing else', () => {
    expect(packed.files).toContain('README.md');
    expect(packed.files).toContain('dist/index.d.ts');
    expect(packed.files).toContain('dist/server/index.js');
    const others = packed.files.filter((path) => !/^dist\/.+\.(?:js|d\.ts)$/.test(path));
    expect(others.toSorted()).toEqual(['README.md', 'package.json']);
    expect(packed.files.filter((path) => path.includes('.spec.'))).toEqual([]);
  });

  it('is less than 6 kB in a page, and needs no other package there', async () => {
    const entry = await packed.write('page.js', "export * from '@ramz/client';\n");
    const bundle = join(packed.folder, 'page.bundle.js');
    const rolldown = resolve('node_modules/rolldown/bin/cli.mjs');
    await run(process.execPath, [rolldown, 'page.js', '-o', bundle, '-p', 'browser', '-f', 'esm', '--minify'], {
      cwd: join(entry, '..'),
    });
    const code = await readFile(bundle);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(LIMIT_BYTES);
    expect(code.toString()).not.toMatch(/\bimport\b|require\(|process\.|Buffer|\bURL/);
  });

  const compile = async (resolution: string, files: string[]) => {
    const compiler = resolve('node_modules/typescript/bin/tsc');
    const settings = ['--module', resolution === 'bundler' ? 'esnext' : 'nodenext', '--moduleResolution', resolution];
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'];
    return packed.run(process.execPath, [compiler, ...settings, ...options, ...files]);
  };

  it.each(['nodenext', 'bundler'])(
    'has types that tell problems apart, for module resolution %s',
    async (resolution) => {
      await packed.write('types.ts', TYPES);
      await expect(compile(resolution, ['types.ts'])).resolves.toBe('');
    },
  );

  it('is used as its types say in docs/client.md and its README', async () => {
    const [, example] = /```ts\n(.*?)```/s.exec(await readFile('packages/client/README.md', 'utf8'))!;
    const needFrameworks = ['nest.ts', 'app/orders/route.ts'];
    const snippets = Object.entries({ ...snippetsOf('docs/client.md'), 'readme.ts': example! }).filter(
      ([name]) => name.endsWith('.ts') && !needFrameworks.includes(name),
    );
    for (const [name, code] of snippets) await packed.write(`docs/${name}`, code);
    await packed.write('docs/node.d.ts', 'declare const process: { env: Record<string, string | undefined> };\n');
    const files = ['node.d.ts', ...snippets.map(([name]) => name)].map((name) => `docs/${name}`);
    await expect(compile('nodenext', files)).resolves.toBe('');
  });
});

describe('the client in Node', () => {
  it('requests and enters a code, uses the session, refreshes it and signs out', async () => {
    expect(await runModule('session.mjs', SESSION)).toEqual({
      wrong: ['otp_incorrect', 4],
      isNewUser: true,
      me: true,
      devices: 1,
      after: 'unauthorized',
    });
  });

  it('works without what React Native lacks', async () => {
    expect(await runModule('native.mjs', WITHOUT_WEB_APIS + SESSION)).toMatchObject({ isNewUser: true, devices: 1 });
  });
});

describe('the verifier in Node', () => {
  it('accepts tokens of Ramz, refuses others and tells unreachable keys apart', async () => {
    expect(await runModule('verify.mjs', VERIFY)).toEqual({
      role: 'user',
      proof: 'phone_verification',
      missing: 'token_missing',
      swapped: 'token_invalid',
      otherPurpose: 'token_invalid',
      changed: 'token_invalid',
      otherAudience: 'token_invalid',
      unreachable: ['keys_unavailable', 503],
    });
  });
});

describeWith('chromium')('the client in two tabs of Chromium', () => {
  let visitor: BrowserContext;
  let tabs: Page[];
  let refreshes: number;

  async function openTabs(options: string, { hasLocks = true } = {}): Promise<void> {
    visitor = await site.visitor();
    if (!hasLocks) await visitor.addInitScript('delete Navigator.prototype.locks');
    refreshes = 0;
    visitor.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/token/refresh')) refreshes++;
    });
    tabs = [await site.openTab(visitor), await site.openTab(visitor)];
    const { port } = new URL(ramz.url);
    for (const tab of tabs) {
      await tab.evaluate(`import('@ramz/client').then(({ RamzClient, textStorage }) => {
        globalThis.ramz = new RamzClient({ baseUrl: 'http://localhost:${port}', ${options} });
      })`);
    }
  }
  afterEach(() => visitor.close());

  const inTab = (tab: Page, code: string): Promise<unknown> => tab.evaluate(`(async () => { ${code} })()`);
  const signIn = (tab: Page) =>
    inTab(
      tab,
      `const { data, problem } = await ramz.requestCode({ phone_number: '${nextUser()}' });
       if (problem) return problem.code;
       const signedIn = await ramz.verifyCode({ challenge_id: data.challenge_id, code: '${CODE}' });
       return signedIn.problem?.code ?? signedIn.data.is_new_user;`,
    );
  /** Each tab sends three requests at once. */
  const callInBoth = () =>
    Promise.all(
      tabs.map((tab) =>
        inTab(
          tab,
          `const answers = await Promise.all([ramz.me(), ramz.me(), ramz.me()]);
           return answers.map(({ problem }) => problem?.code ?? 'answered');`,
        ),
      ),
    );
  const ANSWERED = Array(2).fill(Array(3).fill('answered'));
  const expire = `const text = localStorage.getItem('ramz.session');
    localStorage.setItem('ramz.session', JSON.stringify({ ...JSON.parse(text), expiresAt: 0 }));`;

  it.each([
    ['Web Locks', true],
    ['a lease in localStorage', false],
  ])('refreshes tokens once for both tabs by %s, again and again, and signs nobody out', async (_, hasLocks) => {
    await openTabs('storage: textStorage(localStorage)', { hasLocks });
    expect(await signIn(tabs[0]!)).toBe(true);
    for (const round of [1, 2, 3]) {
      await inTab(tabs[0]!, expire);
      expect(await callInBoth()).toEqual(ANSWERED);
      expect(refreshes).toBe(round);
    }
  });

  it.each([
    ['Web Locks', true],
    ['a lease in localStorage', false],
  ])('refreshes cookies in both tabs one after the other by %s, and signs nobody out', async (_, hasLocks) => {
    await openTabs("session: 'cookie'", { hasLocks });
    expect(await signIn(tabs[0]!)).toBe(true);
    expect(await callInBoth()).toEqual(ANSWERED);
    for (const _round of [1, 2]) {
      await visitor.clearCookies({ name: '__Host-ramz_access' });
      expect(await callInBoth()).toEqual(ANSWERED);
    }
    expect(refreshes).toBeGreaterThanOrEqual(2);
    expect(refreshes).toBeLessThanOrEqual(4);
    const kept = await inTab(tabs[0]!, 'return JSON.stringify(localStorage) + document.cookie');
    expect(kept).not.toMatch(/token|eyJ/);
    await inTab(tabs[1]!, 'await ramz.signOut()');
    expect(await inTab(tabs[0]!, 'return (await ramz.me()).problem.code')).toBe('unauthorized');
  });

  it('reads Retry-After and problems of another origin, and cancels a request', async () => {
    await openTabs('');
    const found = await inTab(
      tabs[0]!,
      `const { problem } = await ramz.requestCode({ phone_number: '9123' });
       const controller = new AbortController();
       const call = ramz.codeStatus('01a20ed2-5b5e-71a2-b5fc-b742cec2d46a', { signal: controller.signal });
       controller.abort();
       return [problem.code, await call.catch((error) => error.name)];`,
    );
    expect(found).toEqual(['phone_number_invalid', 'AbortError']);
  });
});

const TYPES = `
import { RamzClient, type Problem } from '@ramz/client';
import { TokenVerifier } from '@ramz/client/server';

const ramz = new RamzClient({ baseUrl: 'https://auth.example.com' });

export function waitOf(problem: Problem): number | undefined {
  if (problem.code === 'rate_limited') return problem.retry_after satisfies number;
  // @ts-expect-error Only otp_incorrect always has it.
  problem.attempts_left;
  // @ts-expect-error There is no such code.
  if (problem.code === 'otp_incorect') return 0;
  return problem.code === 'otp_incorrect' ? (problem.attempts_left satisfies number) : problem.retry_after;
}

export async function flow(code: string) {
  const { data, problem } = await ramz.requestCode({ phone_number: '09123456789', purpose: 'password_reset' });
  if (problem) return waitOf(problem);
  const proof = await ramz.verifyCode({ challenge_id: data.challenge_id, purpose: 'password_reset', code });
  if (!proof.problem) proof.data.verification_token satisfies string;
  const signedIn = await ramz.verifyCode({ phone_number: '09123456789', code });
  if (!signedIn.problem) signedIn.data.user.role satisfies 'user' | 'admin';
  // @ts-expect-error A session or a proof: the purpose is that of the challenge.
  (await ramz.verifyCode({ challenge_id: data.challenge_id, code })).data?.user;

  const ended = await ramz.request('DELETE', '/api/v1/auth/sessions/{id}', { path: { id: 'x' } });
  ended.data satisfies undefined;
  const events = await ramz.request('GET', '/api/v1/events');
  events.data?.items satisfies unknown[] | undefined;
  // @ts-expect-error The path needs an id.
  await ramz.request('DELETE', '/api/v1/auth/sessions/{id}');
  // @ts-expect-error There is no such route.
  await ramz.request('PUT', '/api/v1/auth/me');
  const claims = await new TokenVerifier({ issuer: 'https://auth.example.com' }).verifyVerificationToken('x', 'password_reset');
  return claims.purpose satisfies 'password_reset';
}
`;

const SESSION = `
const { RamzClient, memoryStorage } = await import('@ramz/client');
const phone_number = process.env.PHONE_NUMBER;
const storage = memoryStorage();
const ramz = new RamzClient({ baseUrl: process.env.RAMZ_URL, storage });

const { data: sent } = await ramz.requestCode({ phone_number, locale: 'fa' });
const wrong = await ramz.verifyCode({ challenge_id: sent.challenge_id, code: '654321' });
const { data: signedIn } = await ramz.verifyCode({ challenge_id: sent.challenge_id, code: '${CODE}' });
const status = await ramz.codeStatus(sent.challenge_id);
if (status.data.status !== 'used') throw new Error(status.data.status);
const first = await ramz.accessToken();
// As if the access token had expired; the refresh token can be used once.
storage.set({ ...storage.get(), expiresAt: 0 });
const answers = await Promise.all([ramz.me(), ramz.me(), ramz.me()]);
if (first.data === (await ramz.accessToken()).data) throw new Error('The session was not refreshed.');
const devices = await ramz.request('GET', '/api/v1/auth/sessions');
const out = await ramz.signOut();
if (out.problem) throw new Error(out.problem.code);
const after = await ramz.me();
console.log(JSON.stringify({
  wrong: [wrong.problem.code, wrong.problem.attempts_left],
  isNewUser: signedIn.is_new_user,
  me: answers.every(({ data }) => data.phone_number === phone_number && data.id === signedIn.user.id),
  devices: devices.data.sessions.length,
  after: after.problem.code,
}));
`;

/** Node's own fetch needs `URL`; that the client does not is tested above. */
const WITHOUT_WEB_APIS = `
for (const name of ['crypto', 'navigator', 'structuredClone'])
  Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
for (const name of ['any', 'timeout']) AbortSignal[name] = undefined;
`;

const VERIFY = `
const { RamzClient } = await import('@ramz/client');
const { TokenVerifier } = await import('@ramz/client/server');
const [phone_number, baseUrl] = [process.env.PHONE_NUMBER, process.env.RAMZ_URL];
const ramz = new RamzClient({ baseUrl });
const issuer = 'http://localhost';
const verifier = new TokenVerifier({ issuer, baseUrl });

async function enter(purpose) {
  const { data } = await ramz.requestCode({ phone_number, purpose });
  return (await ramz.verifyCode({ challenge_id: data.challenge_id, purpose, code: '${CODE}' })).data;
}
const codeOf = (work) => work.then(() => 'accepted', ({ code }) => code);

await enter('login');
const { data: token } = await ramz.accessToken();
const { verification_token: proof } = await enter('phone_verification');
const [head, claims, signature] = token.split('.');
const admin = JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url')), role: 'admin' });
const gone = new TokenVerifier({ issuer, baseUrl: 'http://127.0.0.1:9' });
console.log(JSON.stringify({
  role: (await verifier.authenticate('Bearer ' + token)).role,
  proof: (await verifier.verifyVerificationToken(proof, 'phone_verification')).purpose,
  missing: await codeOf(verifier.authenticate(undefined)),
  swapped: await codeOf(verifier.verifyAccessToken(proof)),
  otherPurpose: await codeOf(verifier.verifyVerificationToken(proof, 'password_reset')),
  changed: await codeOf(verifier.verifyAccessToken([head, Buffer.from(admin).toString('base64url'), signature].join('.'))),
  otherAudience: await codeOf(new TokenVerifier({ issuer, baseUrl, audience: 'other' }).verifyAccessToken(token)),
  unreachable: await gone.verifyAccessToken(token).catch(({ code, status }) => [code, status]),
}));
`;
