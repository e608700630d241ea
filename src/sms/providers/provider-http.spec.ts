import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProviderHttp, retryAfterMs } from './provider-http.js';

const SECRET = 'key-in-the-path';

describe('ProviderHttp', () => {
  let http: ProviderHttp;
  let server: Server;
  let listener: RequestListener;
  let seen: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string; port?: number }[];

  let tcp: TcpServer | undefined;
  let sockets: Socket[];

  const url = (path = `/v1/${SECRET}/x.json`) => `http://127.0.0.1:${portOf(server)}${path}`;
  const never = () => new AbortController().signal;

  beforeEach(async () => {
    http = new ProviderHttp();
    seen = [];
    sockets = [];
    listener = (_request, response) => response.end('{}');
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { method, headers, socket } = request;
        seen.push({ method, url: request.url, headers, body, port: socket.remotePort });
        listener(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    tcp?.close();
    await Promise.all([http.close(), new Promise((resolve) => server.close(resolve))]);
  });

  /** Starts a server without TLS. Returns its `https` address. */
  async function listenTcp(onConnection: (socket: Socket) => void): Promise<string> {
    const listening = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    tcp = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${portOf(listening)}/${SECRET}`;
  }

  it('a form is posted, and status, headers and body are returned unchanged', async () => {
    listener = (_request, response) => {
      response.writeHead(418, { 'x-from': 'server' });
      response.end('متن');
    };
    const result = await http.post(url(), { a: '1 &2', b: 'متن' }, { signal: never(), headers: { 'x-to': 'server' } });
    expect(result).toMatchObject({ kind: 'response', status: 418, headers: { 'x-from': 'server' }, body: 'متن' });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: `/v1/${SECRET}/x.json`,
        body: 'a=1+%262&b=%D9%85%D8%AA%D9%86',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          'x-to': 'server',
        },
      },
    ]);
  });

  it('JSON is posted', async () => {
    await http.postJson(url(), { text: 'متن', list: [1] }, { signal: never(), headers: { 'x-to': 'server' } });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        body: '{"text":"متن","list":[1]}',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-to': 'server' },
      },
    ]);
  });

  it('a GET keeps its query unchanged', async () => {
    await http.get(url('/a?b=c'), { signal: never() });
    expect(seen).toMatchObject([{ method: 'GET', url: '/a?b=c', body: '' }]);
  });

  it('the connection is reused', async () => {
    await http.get(url(), { signal: never() });
    // undici frees a connection one turn of the event loop after its answer.
    await nextTurn();
    await http.get(url(), { signal: never() });
    expect(seen[1]?.port).toBe(seen[0]?.port);
  });

  it('a redirect is not followed', async () => {
    listener = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await http.get(url(), { signal: never() })).toMatchObject({ kind: 'response', status: 302 });
    expect(seen).toHaveLength(1);
  });

  it('an answer may have up to 256 KiB', async () => {
    listener = (request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)), 'x'));
    const limit = 256 * 1024;
    expect(await http.get(url(`/${limit}`), { signal: never() })).toMatchObject({ kind: 'response', status: 200 });
    expect(await http.get(url(`/${limit + 1}`), { signal: never() })).toEqual({
      kind: 'no_answer',
      reason: 'the answer is larger than 256 KiB',
    });
  });

  it('an answer may be larger if the caller allows it', async () => {
    listener = (request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)), 'x'));
    const options = { signal: never(), maxBodyBytes: 1024 * 1024 };
    expect(await http.post(url(`/${1024 * 1024}`), {}, options)).toMatchObject({ kind: 'response' });
    expect(await http.post(url(`/${1024 * 1024 + 1}`), {}, options)).toEqual({
      kind: 'no_answer',
      reason: 'the answer is larger than 1024 KiB',
    });
  });

  it('a deadline after the request was sent is no_answer, and closes the connection', async () => {
    const deadline = new AbortController();
    const hungUp = new Promise((resolve) => {
      listener = (request) => {
        request.socket.on('close', resolve);
        deadline.abort();
      };
    });
    expect(await http.post(url(), {}, { signal: deadline.signal })).toEqual({
      kind: 'no_answer',
      reason: 'no answer came before the deadline',
    });
    await hungUp;
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['before the answer', (response) => response.socket?.destroy()],
    ['within the headers', (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['within the body', (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{')],
    ['with a reset', (response) => response.socket?.resetAndDestroy()],
    ['with something that is not HTTP', (response) => response.socket?.end('220 mail.example ESMTP\r\n')],
  ])('a connection that ends %s is no_answer', async (_when, end) => {
    listener = (_request, response) => end(response);
    const result = await http.post(url(), { a: 'b' }, { signal: never() });
    expect(result.kind).toBe('no_answer');
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['a closed port', `http://127.0.0.1:1/${SECRET}`, 'the connection was refused (ECONNREFUSED)'],
    ['an invalid URL', `no url ${SECRET}`, 'the configured address is not a URL'],
  ])('%s is not_sent, and the reason does not contain the address', async (_what, address, reason) => {
    expect(await http.get(address, { signal: never() })).toEqual({ kind: 'not_sent', reason });
  });

  it('an unknown host name is not_sent', async () => {
    const result = await http.get(`http://no-such-host.invalid/${SECRET}`, { signal: never() });
    expect(result.kind).toBe('not_sent');
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });

  it('a failed TLS handshake is not_sent', async () => {
    const address = await listenTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const result = await http.get(address, { signal: never() });
    expect(result.kind).toBe('not_sent');
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });

  it('a deadline while connecting is not_sent at once', async () => {
    const deadline = new AbortController();
    // Accepts the connection, and never answers the TLS handshake.
    const address = await listenTcp(() => deadline.abort());
    expect(await http.get(address, { signal: deadline.signal })).toEqual({
      kind: 'not_sent',
      reason: 'no connection was made before the deadline',
    });
  });

  it('nothing is sent if the deadline passes before the connection is open', async () => {
    const deadline = new AbortController();
    const call = http.get(url(), { signal: deadline.signal });
    deadline.abort();
    expect((await call).kind).toBe('not_sent');
    await http.get(url('/later'), { signal: never() });
    expect(seen.map((request) => request.url)).toEqual(['/later']);
  });

  it('a deadline that has passed is not_sent', async () => {
    expect((await http.get(url(), { signal: AbortSignal.abort() })).kind).toBe('not_sent');
    expect(seen).toHaveLength(0);
  });

  it('closing waits for a running call, and refuses new ones', async () => {
    const arrived = new Promise<ServerResponse>((resolve) => (listener = (_request, response) => resolve(response)));
    const call = http.get(url(), { signal: never() });
    const response = await arrived;
    const closed = http.close();
    response.end('late');
    expect(await call).toMatchObject({ kind: 'response', body: 'late' });
    await closed;
    expect(await http.get(url(), { signal: never() })).toMatchObject({ kind: 'not_sent' });
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');

  it.each([
    ['120', 120_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('the header %p is %p ms', (value, expected) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(expected);
  });
});

function portOf(server: TcpServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
