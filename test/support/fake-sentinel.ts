import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A sentinel that tells of a failover whenever it is asked for the primary, and answers once that has been seen. */
export interface FakeSentinel {
  port: number;
  /** Connections on which clients wait for messages about failovers. */
  readonly listenerCount: number;
  stop(): Promise<void>;
}

/** @param primaryPort of the server that it calls the primary */
export async function startFakeSentinel(primaryPort: number): Promise<FakeSentinel> {
  const sockets = new Set<Socket>();
  const listeners = new Set<Socket>();

  async function answerAll(socket: Socket, chunk: Buffer): Promise<void> {
    const [, ...commands] = chunk.toString().split(/^\*\d+\r\n/m);
    for (const command of commands) await answer(socket, command);
  }

  async function answer(socket: Socket, command: string): Promise<void> {
    if (/subscribe/i.test(command)) {
      listeners.add(socket);
      socket.once('close', () => listeners.delete(socket));
      socket.write(array('subscribe', '+switch-master').replace('*2', '*3') + ':1\r\n');
    } else if (/get-master-addr-by-name/i.test(command)) {
      await Promise.all([...listeners].map(tellFailover));
      socket.write(array('127.0.0.1', String(primaryPort)));
    } else {
      socket.write(/sentinels/i.test(command) ? '*0\r\n' : '+OK\r\n');
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => void answerAll(socket, chunk));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get listenerCount() {
      return listeners.size;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A client closes the connection on which it listens as soon as it has read the message. */
async function tellFailover(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.write(array('message', '+switch-master', 'mymaster 127.0.0.1 1 127.0.0.1 2'));
  await closed;
}

function array(...texts: string[]): string {
  return `*${texts.length}\r\n${texts.map((text) => `$${text.length}\r\n${text}\r\n`).join('')}`;
}
