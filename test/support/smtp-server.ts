import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { eventually } from './eventually.js';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came over the wire. */
  raw: string;
  /** Came over TLS. */
  secure: boolean;
  /** Who had logged in. */
  user?: string;
}

/** What the next connection or e-mail meets there: a reply, no reply at all, or the end of its connection. */
export interface SmtpFault {
  at: 'connection' | 'sender' | 'recipient' | 'content';
  with: { code: number; text: string } | 'silence' | 'broken connection';
}

export interface SmtpServerOptions {
  /** Absent: nobody can log in. */
  user?: { name: string; password: string };
  /** With a certificate that nobody trusts. */
  tls?: 'from the start' | 'STARTTLS' | 'none';
}

/** A mail server on 127.0.0.1 that keeps what it gets. */
export class FakeSmtpServer {
  readonly mails: ReceivedMail[] = [];
  /** User names that were sent, with the right password or not. */
  readonly logins: string[] = [];
  connections = 0;
  private readonly faults: SmtpFault[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: SMTPServer;

  private constructor({ user, tls = 'STARTTLS' }: SmtpServerOptions) {
    this.server = new SMTPServer({
      secure: tls === 'from the start',
      hideSTARTTLS: tls === 'none',
      allowInsecureAuth: true,
      authOptional: true,
      disabledCommands: user ? [] : ['AUTH'],
      disableReverseLookup: true,
      closeTimeout: 10,
      logger: false,
      onAuth: ({ username = '', password }, _session, done) => {
        this.logins.push(username);
        if (username === user?.name && password === user.password) return done(null, { user: username });
        return done(replyError(535, `5.7.8 ${username}: authentication failed`));
      },
      onConnect: (_session, done) => {
        this.connections += 1;
        this.pass('connection', done);
      },
      onMailFrom: (_address, _session, done) => this.pass('sender', done),
      onRcptTo: (_address, _session, done) => this.pass('recipient', done),
      onData: (stream, session, done) => {
        void this.receive(stream, session, done);
      },
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(options: SmtpServerOptions = {}): Promise<FakeSmtpServer> {
    const fake = new FakeSmtpServer(options);
    await once(fake.server.listen(0, '127.0.0.1'), 'listening');
    return fake;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Without credentials, and for TLS after STARTTLS or not at all. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  failNext(...faults: SmtpFault[]): void {
    this.faults.push(...faults);
  }

  waitForMail(recipient: string): Promise<ReceivedMail> {
    return eventually(() => {
      const mail = this.mails.find(({ to }) => to.includes(recipient));
      if (!mail) throw new Error(`No e-mail to ${recipient} has come.`);
      return mail;
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async receive(
    stream: Readable,
    { envelope, secure, user }: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const raw = await text(stream);
    const refusal = await new Promise<Error | undefined>((settled) => {
      this.pass('content', (error) => settled(error ?? undefined));
    });
    const from = envelope.mailFrom ? envelope.mailFrom.address : '';
    const to = envelope.rcptTo.map(({ address }) => address);
    if (!refusal) this.mails.push({ from, to, raw, secure, user: user as string | undefined });
    done(refusal);
  }

  private pass(at: SmtpFault['at'], done: (error?: Error | null) => void): void {
    const fault = this.faults[0]?.at === at ? this.faults.shift()?.with : undefined;
    if (fault === 'silence') return;
    if (fault === 'broken connection') return this.sockets.forEach((socket) => socket.destroy());
    done(fault && replyError(fault.code, fault.text));
  }
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
