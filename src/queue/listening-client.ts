import pg from 'pg';

/**
 * The connection on which a worker listens for jobs. BullMQ listens for its errors only once `connect` has resolved: one
 * that broke with the very packet that made it ready would end the process, or stay in use although it is dead. This one
 * refuses to connect then, so that BullMQ opens another.
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
