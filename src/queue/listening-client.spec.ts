import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { ListeningClient } from './listening-client.js';

/** Encodes a message of the PostgreSQL protocol: type, length, body. */
function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const READY = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);
const TERMINATED = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

describe('ListeningClient', () => {
  let server: Server;

  /** Creates a client of a server that answers the first packet with these bytes. */
  async function clientOf(answer: Buffer): Promise<ListeningClient> {
    server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.write(answer)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return new ListeningClient({ host: '127.0.0.1', port, user: 'ramz', database: 'ramz', password: 'x' });
  }

  afterEach(() => server.close());

  it('connects to a server that is ready', async () => {
    const client = await clientOf(READY);
    await expect(client.connect()).resolves.toBe(client);
    await client.end();
  });

  it('refuses a connection that breaks with the packet that made it ready', async () => {
    const client = await clientOf(Buffer.concat([READY, TERMINATED]));
    await expect(client.connect()).rejects.toThrow('terminating connection');
    await client.end();
  });
});
