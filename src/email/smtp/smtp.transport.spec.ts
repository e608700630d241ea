import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readMime } from '../../../test/support/mime.js';
import { FakeSmtpServer, type SmtpFault, type SmtpServerOptions } from '../../../test/support/smtp-server.js';
import { renderOtpMail } from '../../messaging/texts/otp-mail.js';
import type { Mail } from '../mail-transport.contract.js';
import { SmtpTransport } from './smtp.transport.js';

const USER = { name: 'ramz', password: 'p@ss/word %' };
const CREDENTIALS = `${USER.name}:${encodeURIComponent(USER.password)}`;
const MAIL: Mail = {
  messageId: '0198c5e2-7b1a-7000-8000-123456789012',
  recipient: 'sam@example.com',
  ...renderOtpMail({ locale: 'fa', code: '123456', minutes: 5, expiresAt: new Date('2026-11-20T12:05:00Z') }),
};
const MASKED = 's***@example.com';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function serverWith(options?: SmtpServerOptions): Promise<FakeSmtpServer> {
  const server = await FakeSmtpServer.start(options);
  cleanUps.push(() => server.close());
  return server;
}

function transportTo(smtpUrl: string): SmtpTransport {
  const from = { name: 'فروشگاه', address: 'codes@shop.example' };
  const transport = new SmtpTransport({ smtpUrl, from, timeoutMs: 5000 });
  cleanUps.push(() => transport.onApplicationShutdown());
  return transport;
}

/** The default deadline is longer than any answer of the fake server takes. */
const send = (transport: SmtpTransport, mail: Partial<Mail> = {}, deadlineMs = 10_000) =>
  transport.send({ ...MAIL, ...mail }, AbortSignal.timeout(deadlineMs));

describe('SmtpTransport sends an e-mail', () => {
  it('delivers an e-mail as text and as HTML, in any script, and asks robots not to answer', async () => {
    const server = await serverWith();
    const outcome = await send(transportTo(server.url));
    const id = `${MAIL.messageId}@shop.example`;
    expect(outcome).toEqual({ outcome: 'accepted', rawCode: 250, providerMessageId: id });

    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'codes@shop.example', to: ['sam@example.com'] });
    expect(mail!.raw).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    const { headers, parts } = readMime(mail!.raw);
    expect(headers).toMatchObject({
      from: 'فروشگاه <codes@shop.example>',
      to: 'sam@example.com',
      subject: MAIL.subject,
      'message-id': `<${id}>`,
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'content-type': expect.stringMatching(/^multipart\/alternative;/),
    });
    expect(parts.map((part) => part.headers['content-type'])).toEqual([
      'text/plain; charset=utf-8',
      'text/html; charset=utf-8',
    ]);
    expect(parts.map((part) => part.body.replaceAll('\r\n', '\n').trim())).toEqual([MAIL.text, MAIL.html]);
  });

  it('gives an e-mail the same Message-ID when it is sent again', async () => {
    const server = await serverWith();
    const transport = transportTo(server.url);
    await send(transport);
    await send(transport);
    const ids = server.mails.map(({ raw }) => readMime(raw).headers['message-id']);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(server.connections).toBe(1);
  });

  it.each([
    'sam@example.com\r\nBcc: eve@example.com',
    'sam@example.com, eve@example.com',
    'Sam <sam@example.com>',
    'sam@example.com>\r\nDATA',
    '',
  ])('sends no e-mail to %j', async (recipient) => {
    const server = await serverWith();
    expect(await send(transportTo(server.url), { recipient })).toMatchObject({ outcome: 'rejected' });
    expect(server.connections).toBe(0);
  });

  it('adds no header from subject, text or HTML, and reads no file or URL for the content', async () => {
    const server = await serverWith();
    const injected = '\r\nBcc: eve@example.com\r\n\r\n.\r\nRSET\r\n';
    const html = `<p>x</p>${injected}<img src="file:///etc/passwd">`;
    await send(transportTo(server.url), { subject: `Code${injected}`, text: `x${injected}`, html });
    expect(server.mails).toMatchObject([{ to: ['sam@example.com'] }]);
    const { headers, parts } = readMime(server.mails[0]!.raw);
    expect(headers['bcc']).toBeUndefined();
    expect(headers['subject']).toBe('Code Bcc: eve@example.com . RSET');
    expect(parts).toHaveLength(2);
    expect(parts.map(({ body }) => body.includes('RSET'))).toEqual([true, true]);
  });
});

describe('SmtpTransport logs in', () => {
  it.each([
    ['smtp', 'STARTTLS', true],
    ['smtps', 'from the start', true],
    // A server on this machine needs no TLS.
    ['smtp', 'none', false],
  ] as const)('logs in by %s with TLS %s', async (scheme, tls, secure) => {
    const server = await serverWith({ user: USER, tls });
    const transport = transportTo(`${scheme}://${CREDENTIALS}@127.0.0.1:${server.port}`);
    expect(await send(transport)).toMatchObject({ outcome: 'accepted' });
    expect(server.mails).toMatchObject([{ secure, user: USER.name }]);
  });

  // 0.0.0.0 reaches this machine, but does not count as local.
  it('sends no login to a remote server without TLS', async () => {
    const server = await serverWith({ user: USER, tls: 'none' });
    const outcome = await send(transportTo(`smtp://${CREDENTIALS}@0.0.0.0:${server.port}`));
    expect(outcome).toMatchObject({ outcome: 'misconfigured', meaning: expect.stringContaining('TLS') });
    expect(server.logins).toEqual([]);
  });

  it.each([
    ['smtp', 'STARTTLS'],
    ['smtps', 'from the start'],
  ] as const)('sends no login by %s to a server with an untrusted certificate', async (scheme, tls) => {
    const server = await serverWith({ user: USER, tls });
    const outcome = await send(transportTo(`${scheme}://${CREDENTIALS}@0.0.0.0:${server.port}`));
    expect(outcome).toMatchObject({ outcome: 'misconfigured', meaning: expect.stringContaining('certificate') });
    expect(server.logins).toEqual([]);
  });

  it.each(['STARTTLS', 'from the start', 'none'] as const)(
    'sends neither password nor e-mail if the server offers no login (TLS %s)',
    async (tls) => {
      const server = await serverWith({ tls });
      const scheme = tls === 'from the start' ? 'smtps' : 'smtp';
      const outcome = await send(transportTo(`${scheme}://${CREDENTIALS}@127.0.0.1:${server.port}`));
      expect(outcome).toEqual({
        outcome: 'misconfigured',
        meaning: expect.stringMatching(/no usable login.*SMTP_URL/),
      });
      expect(server.mails).toEqual([]);
    },
  );

  it('reports a wrong password without showing it', async () => {
    const server = await serverWith({ user: USER });
    const outcome = await send(transportTo(`smtp://sam%40example.com:wrong-password@127.0.0.1:${server.port}`));
    expect(outcome).toEqual({
      outcome: 'misconfigured',
      rawCode: 535,
      meaning: expect.stringContaining(`user or the password in SMTP_URL. Its reply: 535 5.7.8 ${MASKED}`),
    });
    expect(JSON.stringify(outcome)).not.toContain('wrong-password');
  });
});

describe('SmtpTransport handles faults', () => {
  const reply = (code: number) => ({ code, text: `<SAM@example.com>: no, sam@example.com\r\n` });

  it.each<[SmtpFault, string]>([
    [{ at: 'connection', with: reply(421) }, 'transient'],
    [{ at: 'connection', with: reply(554) }, 'misconfigured'],
    [{ at: 'sender', with: reply(451) }, 'transient'],
    [{ at: 'sender', with: reply(550) }, 'misconfigured'],
    [{ at: 'recipient', with: reply(450) }, 'transient'],
    [{ at: 'recipient', with: reply(550) }, 'rejected'],
    [{ at: 'content', with: reply(452) }, 'transient'],
    [{ at: 'content', with: reply(554) }, 'rejected'],
  ])('reports %j as %s, with a reply whose addresses are masked', async (fault, expected) => {
    const server = await serverWith();
    server.failNext(fault);
    const transport = transportTo(server.url);
    const outcome = await send(transport);
    const { code } = fault.with as { code: number };
    expect(outcome).toMatchObject({ outcome: expected, rawCode: code, meaning: expect.stringContaining('no, s***@') });
    expect(JSON.stringify(outcome)).not.toMatch(/sam@/i);
    expect(await send(transport)).toMatchObject({ outcome: 'accepted' });
    expect(server.mails).toHaveLength(1);
  });

  it('reports a reply 5.7.x to the recipient as misconfigured', async () => {
    const server = await serverWith();
    server.failNext({ at: 'recipient', with: { code: 554, text: '5.7.1 <sam@example.com>: Relay access denied' } });
    expect(await send(transportTo(server.url))).toEqual({
      outcome: 'misconfigured',
      rawCode: 554,
      meaning: expect.stringMatching(
        /EMAIL_FROM.* Its reply: 554 5\.7\.1 <s\*\*\*@example\.com>: Relay access denied$/,
      ),
    });
  });

  it('reports a reply as one line that PostgreSQL can store', async () => {
    const server = createServer((socket) => socket.end('554 no\u0000 such\u0007\u001b[31m\u0085user\u0000\r\n'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    cleanUps.push(() => server.close());
    const outcome = await send(transportTo(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(outcome).toMatchObject({
      rawCode: 554,
      meaning: expect.stringMatching(/ Its reply: 554 no such \[31m user$/),
    });
  });

  it.each<[SmtpFault, string]>([
    [{ at: 'connection', with: 'broken connection' }, 'transient'],
    [{ at: 'recipient', with: 'broken connection' }, 'transient'],
    [{ at: 'content', with: 'broken connection' }, 'unknown'],
    [{ at: 'connection', with: 'silence' }, 'transient'],
    [{ at: 'recipient', with: 'silence' }, 'transient'],
    [{ at: 'content', with: 'silence' }, 'unknown'],
  ])('reports %j as %s within the deadline, and does not send the e-mail again', async (fault, expected) => {
    const server = await serverWith();
    server.failNext(fault);
    const transport = transportTo(server.url);
    const outcome = await send(transport, {}, fault.with === 'silence' ? 300 : undefined);
    expect(outcome).toMatchObject({ outcome: expected, meaning: expect.stringMatching(/^The mail server .+\.$/) });
    expect(server.connections).toBe(1);
    expect(await send(transport)).toMatchObject({ outcome: 'accepted' });
  });

  it('reports an unreachable mail server as transient', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await send(transportTo(`smtp://127.0.0.1:${port}`))).toEqual({
      outcome: 'transient',
      meaning: 'Nothing listens at the address in SMTP_URL.',
    });
    expect(await send(transportTo('smtp://mail.invalid:25'))).toMatchObject({ outcome: 'transient' });
  });
});
