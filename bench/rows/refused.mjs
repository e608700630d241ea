import { expectStatus, newPhone, SAME_ADDRESS } from '../support/clients.mjs';
import { requestRow } from './request-row.mjs';

const MORE_THAN_ANY_LIMIT = 40;

/** One address beyond its limit. better-auth counts in the same store as Ramz. */
export default [
  requestRow({
    name: 'refused',
    title: 'refused by a limit (429), 32 connections',
    connections: 32,
    count: 4000,
    betterAuth: { limits: true },
    async prepare(target, [connection], count) {
      for (let call = 0; call < MORE_THAN_ANY_LIMIT; call += 1) await target.ask(connection, newPhone(), SAME_ADDRESS);
      return Array.from({ length: count }, () => newPhone());
    },
    operation: async (target, connection, phone) =>
      expectStatus(await target.ask(connection, phone, SAME_ADDRESS), target.statuses.refused),
  }),
];
