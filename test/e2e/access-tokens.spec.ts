import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { allowInsecureRequests, validateJwtAccessToken } from 'oauth4webapi';
import { codeOf, signIn } from '../support/accounts.js';
import { newPhoneNumber } from '../support/clients.js';
import { findFreePort } from '../support/ports.js';
import { withRamz } from '../support/with-ramz.js';

const run = promisify(execFile);
/** Left out where it is missing; `npm test` then says so. */
const hasPython = spawnSync('python3', ['-c', 'import cryptography']).status === 0;

let issuer: string;
let folder: string;
let token: string;
let userId: string;
const ramz = withRamz(async () => {
  const port = await findFreePort();
  issuer = `http://127.0.0.1:${port}`;
  return { ROLE: 'api', PORT: String(port), PUBLIC_URL: issuer };
});

beforeAll(async () => {
  const signedIn = await signIn(ramz.url, ramz.database, { phone_number: newPhoneNumber().e164 });
  [token, userId] = [signedIn.access_token, signedIn.user.id];
  folder = await mkdtemp(join(tmpdir(), 'ramz-snippets-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes the code block of docs/sessions.md that follows this marker, and returns its path. */
async function snippet(name: string): Promise<string> {
  const page = await readFile('docs/sessions.md', 'utf8');
  const [, code] = new RegExp(`<!-- snippet ${name} -->\\n+\`\`\`\\w+\\n(.*?)\\n\`\`\``, 's').exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/sessions.md has no snippet ${name}`);
  const path = join(folder, name);
  await writeFile(path, `${code}\n`);
  return path;
}

/** Runs a program that prints the user of the token, or nothing. */
async function userBy(command: string, args: string[], accessToken: string, variables: Record<string, string> = {}) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], RAMZ_URL: issuer, ...variables };
  const { stdout } = await run(command, [...args, accessToken], { cwd: folder, env });
  return stdout.trim();
}

/** Tokens that a service must refuse, beside what it is called. */
const refused = (): [string, string][] => {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const other = encode({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), role: 'admin' });
  const unsigned = encode({ alg: 'none', typ: 'at+jwt', kid: 't1' });
  return [
    ['changed claims', `${header}.${other}.${signature}`],
    ['no signature', `${unsigned}.${claims}.`],
    ['nonsense', 'nonsense'],
    ['nothing', ''],
  ];
};

/** A proof that a code was entered, signed with the same key. */
async function verificationToken(): Promise<string> {
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${issuer}/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const purpose = 'password_reset';
  const { challenge_id } = await post('otp', { phone_number: newPhoneNumber().e164, purpose });
  const code = await codeOf(ramz.database, challenge_id!);
  return (await post('otp/verify', { challenge_id, code, purpose }))['verification_token']!;
}

describe('access tokens', () => {
  const validate = (accessToken: string, audience = issuer) =>
    validateJwtAccessToken(
      { issuer, jwks_uri: `${issuer}/.well-known/jwks.json` },
      new Request('https://shop.example/orders', { headers: { Authorization: `Bearer ${accessToken}` } }),
      audience,
      { [allowInsecureRequests]: true },
    );

  it('an access token is accepted by a published validator of RFC 9068', async () => {
    expect(await validate(token)).toMatchObject({ sub: userId, iss: issuer, aud: issuer, client_id: 'ramz' });
  });

  it('a published validator refuses an access token for another audience, and a verification token', async () => {
    await expect(validate(token, 'https://other.example')).rejects.toThrow(/aud/);
    await expect(validate(await verificationToken())).rejects.toThrow(/typ/);
  });
});

describe('code of docs/sessions.md that verifies access tokens', () => {
  it('the documented code verifies access tokens in Node with jose', async () => {
    const script = await snippet('verify.mjs');
    const verify = (accessToken: string, variables?: Record<string, string>) =>
      userBy(process.execPath, ['--input-type=module', '-e', VERIFY_IN_NODE(script)], accessToken, variables);
    expect(await verify(token)).toBe(userId);
    for (const [, other] of [...refused(), ['verification token', await verificationToken()]]) {
      await expect(verify(other!)).rejects.toThrow();
    }
    await expect(verify(token, { RAMZ_AUDIENCE: 'other' })).rejects.toThrow(/aud/);
  });

  it('the documented code verifies access tokens at the edge, with only web APIs', async () => {
    await snippet('worker.mjs');
    // Fails for anything that only Node has.
    const bundle = join(folder, 'bundle.mjs');
    const rolldown = resolve('node_modules/rolldown/bin/cli.mjs');
    await run(process.execPath, [rolldown, 'worker.mjs', '-o', bundle, '-p', 'browser', '-f', 'esm'], { cwd: folder });
    expect(await readFile(bundle, 'utf8')).not.toMatch(/from\s*["'](node:|[a-z])|require\(|process\.|Buffer/);
    const answer = (accessToken: string) =>
      userBy(process.execPath, ['--input-type=module', '-e', CALL_THE_WORKER(bundle)], accessToken);
    expect(await answer(token)).toBe(`200 ${userId}`);
    for (const [, other] of [...refused(), ['verification token', await verificationToken()]]) {
      expect(await answer(other!)).toMatch(/^401/);
    }
  });

  (hasPython ? it : it.skip)('in Python', async () => {
    const script = await snippet('verify.py');
    const verify = (accessToken: string, variables?: Record<string, string>) =>
      userBy('python3', ['-c', VERIFY_IN_PYTHON(script)], accessToken, variables);
    expect(await verify(token)).toBe(userId);
    for (const [, other] of [...refused(), ['verification token', await verificationToken()]]) {
      await expect(verify(other!)).rejects.toThrow();
    }
    await expect(verify(token, { RAMZ_AUDIENCE: 'other' })).rejects.toThrow();
  });
});

const VERIFY_IN_NODE = (script: string) => `
  const { verifyAccessToken } = await import(${JSON.stringify(script)});
  console.log((await verifyAccessToken(process.argv.at(-1))).sub);`;

const CALL_THE_WORKER = (bundle: string) => `
  const { default: worker } = await import(${JSON.stringify(bundle)});
  const headers = { Authorization: 'Bearer ' + process.argv.at(-1) };
  const answer = await worker.fetch(new Request('https://shop.example/', { headers }), { RAMZ_URL: process.env.RAMZ_URL });
  console.log(answer.status, await answer.text());`;

const VERIFY_IN_PYTHON = (script: string) => `
import importlib.util, sys
spec = importlib.util.spec_from_file_location("verify", ${JSON.stringify(script)})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.verify_access_token(sys.argv[1])["sub"])`;
