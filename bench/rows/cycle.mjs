import { phones } from './prepared.mjs';
import { requestRow } from './request-row.mjs';

/** Ask, read the code at the provider, verify, get a session: always a new user. */
export default [
  requestRow({
    name: 'cycle',
    title: 'full cycle for a new user, 32 loops',
    connections: 32,
    count: 1500,
    ramz: { roles: ['all'] },
    betterAuth: { sends: true },
    prepare: (_target, _connections, items) => phones(items),
    operation: (target, connection, phone) => target.signIn(connection, phone),
  }),
];
