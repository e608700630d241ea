import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import type { AddressInfo } from 'node:net';

describe('npm run fake:kavenegar', () => {
  let webhook: Server;
  let child: ChildProcess;
  const reports: URL[] = [];

  beforeAll(async () => {
    webhook = createServer((request, response) => {
      reports.push(new URL(request.url ?? '', 'http://webhook'));
      response.end();
      webhook.emit('report');
    }).listen(0, '127.0.0.1');
    await once(webhook, 'listening');
  });

  afterAll(async () => {
    webhook.close();
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });

  const start = (...options: string[]) =>
    spawn(process.execPath, ['scripts/fake-kavenegar.mjs', '0', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });

  it('the command reports on each message with --report', async () => {
    const { port } = webhook.address() as AddressInfo;
    child = start('--report', 'undelivered', '--callback', `http://127.0.0.1:${port}/hook`);
    let url: string | undefined;
    for await (const line of createInterface(child.stdout!)) {
      url = /listens on (\S+)\. /.exec(line)?.[1];
      if (url) break;
    }
    const reported = once(webhook, 'report');
    const form = new URLSearchParams({ receptor: '09121234567', message: 'A text.', sender: '2000660110' });
    const answer = await fetch(`${url}/v1/fake-api-key/sms/send.json`, { method: 'POST', body: form });
    const { entries } = (await answer.json()) as { entries: [{ messageid: number }] };
    await reported;
    expect(reports).toHaveLength(1);
    expect(reports[0]!.pathname).toBe('/hook');
    expect(Object.fromEntries(reports[0]!.searchParams)).toMatchObject({
      messageid: String(entries[0].messageid),
      status: '11',
    });
  });

  it('a status that Kavenegar does not have is refused, and the error lists the valid ones', async () => {
    const refused = start('--report', 'arrived');
    let words = '';
    refused.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const [exitCode] = (await once(refused, 'close')) as [number];
    expect(exitCode).toBe(1);
    expect(words).toContain('--report must be one of delivered, undelivered, failed, cancelled, blocked.');
  });
});
