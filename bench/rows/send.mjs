import { expectStatus } from '../support/clients.mjs';
import { phones } from './prepared.mjs';
import { requestRow } from './request-row.mjs';

/** Codes asked for, each by another number and address. Nothing is sent: no worker runs, and better-auth's `sendOTP` is empty. */
const send = (name, connections, count) =>
  requestRow({
    name,
    title: `send, ${connections} connection${connections === 1 ? '' : 's'}`,
    connections,
    count,
    prepare: (_target, _connections, items) => phones(items),
    operation: async (target, connection, phone) => expectStatus(await target.ask(connection, phone), 200),
  });

export default [send('send', 32, 4000), send('send-1', 1, 600), send('send-256', 256, 4000)];
