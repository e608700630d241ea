import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import supertest from 'supertest';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

const HEADERS = 'POST /api/v1/auth/otp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

const ramz = withRamz({ LOG_LEVEL: 'debug' });

async function open(text = ''): Promise<{ socket: Socket; received: () => string }> {
  const { port, hostname } = new URL(ramz.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let received = '';
  socket.on('data', (chunk: string) => (received += chunk)).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return { socket, received: () => received };
}

const SLOW: [title: string, text: string, withinMs: number][] = [
  ['sends nothing', '', 20_000],
  ['sends no end of its headers', HEADERS, 20_000],
  ['sends no body', `${HEADERS}Content-Length: 100\r\n\r\n`, 30_000],
  ['sends no end of its body', `${HEADERS}Content-Length: 100\r\n\r\n{"phone_number":`, 13_000],
  ['sends no end of its chunks', `${HEADERS}Transfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n`, 30_000],
];

/** How long the connection stays open, and what is received on it. */
async function untilClosed({ socket, received }: Awaited<ReturnType<typeof open>>) {
  const startedAt = Date.now();
  await once(socket, 'close');
  return { ms: Date.now() - startedAt, text: received() };
}

async function sendBytesSlowly() {
  const client = await open(`${HEADERS}Content-Length: 1000\r\n\r\n`);
  const timer = setInterval(() => client.socket.write(' '), 500);
  return untilClosed(client).finally(() => clearInterval(timer));
}

describe('slow clients', () => {
  // All at once, because each of them waits for seconds.
  let clients: Map<string, ReturnType<typeof untilClosed>>;
  let slowBytes: ReturnType<typeof untilClosed>;

  beforeAll(() => {
    clients = new Map(SLOW.map(([title, text]) => [title, open(text).then(untilClosed)]));
    slowBytes = sendBytesSlowly();
  });

  it.each(SLOW)(
    'a client is disconnected within seconds and without an error if it %s',
    async (title, _text, withinMs) => {
      const { ms, text } = await clients.get(title)!;
      expect(ms).toBeLessThan(withinMs);
      expect(text).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
      expect(ramz.process.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
    },
  );

  it('a client that sends single bytes slowly is disconnected within seconds', async () => {
    expect((await slowBytes).ms).toBeLessThan(30_000);
  });
});

function hangUps() {
  return ramz.process.logs.filter(
    ({ level, message }) => level === 'debug' && String(message).startsWith('client closed the connection'),
  );
}

describe('clients that hang up', () => {
  it.each([
    ['in its headers', HEADERS, 0],
    ['before its body', `${HEADERS}Content-Length: 100\r\n\r\n`, 1],
    ['in its body', `${HEADERS}Content-Length: 100\r\n\r\n{"phone_number":`, 1],
  ])('a client that hangs up causes no warning and no error: %s', async (_title, text, lines) => {
    const before = hangUps().length;
    const { socket } = await open(text);
    // The server has received everything before the connection is reset.
    await supertest(ramz.url).get('/health/live').expect(200);
    socket.resetAndDestroy();
    await eventually(() => expect(hangUps().length).toBeGreaterThanOrEqual(before + lines));
    await supertest(ramz.url).get('/health/ready').expect(200);
    expect(ramz.process.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
    expect(ramz.process.output).not.toContain('service_unavailable');
  });
});
