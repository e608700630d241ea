import { cpus } from 'node:os';
import { expectStatus } from '../support/clients.mjs';
import { countConnections } from '../support/store-connections.mjs';
import { startRamzWorkers } from '../targets/ramz-workers.mjs';
import { startRamz } from '../targets/ramz.mjs';
import { drainSideOf } from './drain.mjs';
import { phones } from './prepared.mjs';
import { sideOf } from './request-row.mjs';

const COUNTS = [1, 2, 4];
const CONNECTIONS = 32;
const SENDS = 4000;
const MESSAGES = 3000;
/** The default of `WORKER_CONCURRENCY`. */
const CONCURRENCY = 50;

const NOTE =
  `Clients, processes and stores share ${cpus().length} cores, so rates do not show what more processes bring. CPU times and ` +
  'connections show what each process adds to a machine of its own and to the stores.';

const nameOf = (count, role) => `${count} process${count === 1 ? '' : 'es'} of ROLE=${role}`;

/**
 * The same work for 1, 2 and 4 processes of a role. They share two cores with the clients and the stores, so what they use
 * says more than their rate. Each number is a row by itself: PostgreSQL has no connections for all of them together.
 */
const processes = ({ title, unit, start, side }) =>
  COUNTS.map((count) => ({
    name: 'processes',
    title,
    unit,
    onlyByName: true,
    note: NOTE,
    async open({ stores, short, scale }) {
      const target = await start(stores, count);
      return {
        sides: [{ ...side(target, { short, scale }), countConnections: () => countConnections(target) }],
        close: () => target.stop(),
      };
    },
  }));

const senders = processes({
  title: `send, ${CONNECTIONS} connections in all`,
  unit: 'requests/s',
  start: (stores, count) => startRamz({ stores, name: nameOf(count, 'api'), roles: Array(count).fill('api') }),
  side: (target, { short, scale }) =>
    sideOf(target, {
      connections: CONNECTIONS,
      count: SENDS,
      prepare: (_target, _connections, items) => phones(items),
      operation: async (_target, connection, phone) => expectStatus(await target.ask(connection, phone), 200),
      short,
      scale,
    }),
});

const workers = processes({
  title: `drain, provider at once, concurrency ${CONCURRENCY} for each worker (connections with those of one API process)`,
  unit: 'messages/s',
  start: (stores, count) =>
    startRamzWorkers({ stores, name: nameOf(count, 'worker'), count, concurrency: CONCURRENCY }),
  side: (target, { short, scale }) => drainSideOf(target, short ? 50 : Math.ceil(MESSAGES * scale)),
});

export default [...senders, ...workers];
