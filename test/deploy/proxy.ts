import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.js';
import { findFreePort } from './free-port.js';

const run = promisify(execFile);

/** A proxy of deploy/ with its own configuration, on a free port of 127.0.0.1 in front of the given ports. */
export interface Proxy {
  url: string;
  stop(): Promise<void>;
}

export async function startNginx(upstreams: number[]): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'ramz-nginx-'));
  // As root, nginx runs its workers as another user.
  await chmod(folder, 0o755);
  const [http, https] = [await findFreePort(), await findFreePort()];
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=otp.example.com', '-days', '1', '-nodes'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', certificate, ...subject]);
  const site = replaceAll(readFileSync('deploy/nginx/ramz.conf', 'utf8'), {
    '  listen [::]:80;\n': '',
    '  listen [::]:443 ssl http2;\n': '',
    'listen 80;': `listen 127.0.0.1:${http};`,
    'listen 443 ssl http2;': `listen 127.0.0.1:${https} ssl http2;`,
    '/etc/ssl/certs/otp.example.com.pem': certificate,
    '/etc/ssl/private/otp.example.com.key': key,
    'server 127.0.0.1:3000 ': `server 127.0.0.1:${upstreams[0]} `,
    'server 127.0.0.1:3001 ': `server 127.0.0.1:${upstreams[1]} `,
  });
  await writeFile(join(folder, 'ramz.conf'), site);
  const configuration = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  await writeFile(
    configuration,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr warn; events {}
     http { access_log off; ${temporary.join(' ')} include ${folder}/ramz.conf; }`,
  );
  const env = { PATH: `${process.env['PATH']}:/usr/sbin` };
  await run('nginx', ['-t', '-p', folder, '-c', configuration], { env });
  return started(spawn('nginx', ['-p', folder, '-c', configuration], { env }), https, folder);
}

export async function startCaddy(upstreams: number[]): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'ramz-caddy-'));
  const [http, https] = [await findFreePort(), await findFreePort()];
  const site = replaceAll(readFileSync('deploy/caddy/Caddyfile', 'utf8'), {
    'otp.example.com {': `https://otp.example.com:${https} {\n\ttls internal\n\tbind 127.0.0.1`,
    'reverse_proxy 127.0.0.1:3000 127.0.0.1:3001': `reverse_proxy ${upstreams.map((port) => `127.0.0.1:${port}`).join(' ')}`,
  });
  const options = `{\n\tadmin off\n\tskip_install_trust\n\thttp_port ${http}\n\thttps_port ${https}\n}\n`;
  const configuration = join(folder, 'Caddyfile');
  await writeFile(configuration, options + site);
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  await run('caddy', ['validate', '--adapter', 'caddyfile', '--config', 'deploy/caddy/Caddyfile'], { env });
  const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', configuration], { env });
  return started(child, https, folder);
}

/** Sends JSON through a proxy, from an address of this machine's loopback network. */
export async function send(
  proxy: Proxy,
  path: string,
  options: { from?: string; body?: object; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<{ status: number; body: string }> {
  const { from = '127.0.0.1', body, headers = {}, agent } = options;
  const call = request(proxy.url + path, {
    method: body ? 'POST' : 'GET',
    localAddress: from,
    // The certificate is the test's own.
    rejectUnauthorized: false,
    servername: 'otp.example.com',
    headers: { Host: 'otp.example.com', 'Content-Type': 'application/json', ...headers },
    agent: agent ?? false,
  });
  call.end(body && JSON.stringify(body));
  const [response] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
  const chunks: unknown[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode!, body: chunks.join('') };
}

async function started(child: ChildProcess, port: number, folder: string): Promise<Proxy> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const proxy: Proxy = {
    url: `https://127.0.0.1:${port}`,
    stop: async () => {
      const exit = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`The proxy ended:\n${output}`);
    await send(proxy, '/metrics');
  });
  return proxy;
}

/** @throws when one of the texts is not there, because the sample has changed */
function replaceAll(text: string, replacements: Record<string, string>): string {
  let result = text;
  for (const [from, to] of Object.entries(replacements)) {
    if (!result.includes(from)) throw new Error(`The sample lacks: ${from}`);
    result = result.replaceAll(from, to);
  }
  return result;
}
