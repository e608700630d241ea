import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { limitConnections } from './connection-limits.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

let server: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = createServer((_request, response) => response.end('done')).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function open(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function openIdle(): Promise<Socket> {
  const socket = await open();
  socket.write(REQUEST);
  await once(socket, 'data');
  return socket;
}

describe('limitConnections', () => {
  it('closes idle connections once there are too many, and serves the new one', async () => {
    limitConnections(server, { max: 100, crowded: 2 });
    const idle = [await openIdle(), await openIdle()];
    const closed = Promise.all(idle.map((socket) => once(socket, 'close')));
    const next = await openIdle();
    await closed;
    expect(next.destroyed).toBe(false);
  });

  it('keeps idle connections while there are few', async () => {
    limitConnections(server, { max: 100, crowded: 10 });
    const idle = await openIdle();
    await openIdle();
    expect(idle.destroyed).toBe(false);
    idle.write(REQUEST);
    await once(idle, 'data');
  });

  it('closes connections above the maximum at once', async () => {
    limitConnections(server, { max: 1, crowded: 100 });
    await openIdle();
    const refused = await open();
    if (!refused.destroyed) await once(refused, 'close');
    expect(sockets[0]!.destroyed).toBe(false);
  });
});
