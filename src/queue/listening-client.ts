import pg from 'pg';

/**
 * The connection on which a worker listens for jobs. BullMQ handles its errors only after `connect` has resolved. If the
 * connection breaks before that, the process would crash, or the worker would keep a dead connection. This client then
 * rejects `connect`, so that BullMQ opens another connection.
 */
export class ListeningClient extends pg.Client {
  override async connect(): Promise<this> {
    let broken: Error | undefined;
    this.on('error', (error) => (broken = error));
    await super.connect();
    if (broken) throw broken;
    return this;
  }
}
