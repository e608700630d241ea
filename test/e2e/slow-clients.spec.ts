import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import supertest from 'supertest';
import { eventually } from '../support/eventually.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const HEADERS = 'POST /api/v1/auth/otp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

let environment: TestEnvironment;
let ramz: RamzProcess;

beforeAll(async () => {
  environment = await createTestEnvironment();
  ramz = await RamzProcess.start({ ...environment.variables, LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  await ramz.stop();
  await environment.dispose();
});

async function open(text = ''): Promise<{ socket: Socket; received: () => string }> {
  const { port, hostname } = new URL(ramz.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let received = '';
  socket.on('data', (chunk: string) => (received += chunk)).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return { socket, received: () => received };
}

describe('slow clients', () => {
  it.each([
    ['sends nothing', '', 8000],
    ['sends no end of its headers', HEADERS, 8000],
    ['sends no body', `${HEADERS}Content-Length: 100\r\n\r\n`, 13_000],
    ['sends no end of its body', `${HEADERS}Content-Length: 100\r\n\r\n{"phone_number":`, 13_000],
    ['sends no end of its chunks', `${HEADERS}Transfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n`, 13_000],
  ])('a client is disconnected within seconds and without an error if it %s', async (_title, text, withinMs) => {
    const startedAt = Date.now();
    const { socket, received } = await open(text);
    await once(socket, 'close');
    expect(Date.now() - startedAt).toBeLessThan(withinMs);
    expect(received()).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(ramz.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  it('a client that sends single bytes slowly is disconnected within seconds', async () => {
    const { socket } = await open(`${HEADERS}Content-Length: 1000\r\n\r\n`);
    const timer = setInterval(() => socket.write(' '), 500);
    const startedAt = Date.now();
    await once(socket, 'close');
    clearInterval(timer);
    expect(Date.now() - startedAt).toBeLessThan(13_000);
  });
});

function hangUps() {
  return ramz.logs.filter(
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
    expect(ramz.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
    expect(ramz.output).not.toContain('service_unavailable');
  });
});
