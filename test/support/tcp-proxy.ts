import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network that tests can break: stands in front of a server, on a port of its own. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private held: (() => void)[] = [];
  private frozen = false;
  private resetting = false;
  private server?: Server;

  private constructor(
    /** The server's address, through the proxy. */
    readonly url: string,
    private readonly port: number,
    private readonly target: { host: string; port: number },
  ) {}

  /** @param url of the server, with its port; user, path and query are kept */
  static async to(url: string): Promise<TcpProxy> {
    const through = new URL(url);
    const target = { host: through.hostname, port: Number(through.port) };
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    through.host = `127.0.0.1:${port}`;
    const proxy = new TcpProxy(through.href.replace(/\/$/, ''), port, target);
    await proxy.listen();
    return proxy;
  }

  /** The server is gone: connections break, and new ones are refused. */
  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  /** The server has gone silent: connections stand, new ones are taken, and nothing comes through. */
  freeze(): void {
    this.frozen = true;
  }

  /** Connections are accepted, and reset as soon as a byte is sent on them. */
  reset(): void {
    this.resetting = true;
  }

  /** As before `cut`, `freeze` and `reset`; what was held back arrives. */
  async restore(): Promise<void> {
    this.frozen = false;
    this.resetting = false;
    for (const pass of this.held.splice(0)) pass();
    if (!this.server) await this.listen();
  }

  async close(): Promise<void> {
    await this.cut();
  }

  private async listen(): Promise<void> {
    this.server = createServer((client) => this.join(client)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private join(client: Socket): void {
    const upstream = connect(this.target.port, this.target.host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        if (this.resetting) client.resetAndDestroy();
        else this.pass(() => to.write(chunk));
      });
      from.on('end', () => this.pass(() => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }

  private pass(forward: () => void): void {
    if (this.frozen) this.held.push(forward);
    else forward();
  }
}
