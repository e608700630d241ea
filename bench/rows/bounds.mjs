import pg from 'pg';
import { expectStatus } from '../support/clients.mjs';
import { runLoops } from '../support/loops.mjs';
import { startRamz } from '../targets/ramz.mjs';

const LOOPS = 32;
const COUNT = 8000;

// What no row can be faster than. The empty job is in the rows of the worker.

const emptyRoute = {
  name: 'empty-route',
  title: 'bound: the liveness route, 32 connections',
  unit: 'requests/s',
  async open({ stores, short }) {
    const ramz = await startRamz({ stores });
    const connections = Array.from({ length: LOOPS }, () => ramz.connect());
    return {
      sides: [
        {
          name: ramz.name,
          pids: ramz.pids,
          run: () =>
            runLoops(connections, itemsOf(short), async (connection) =>
              expectStatus(await connection.send('GET', '/health/live'), 200),
            ),
          close: () => Promise.all(connections.map((connection) => connection.close())),
        },
      ],
      close: () => ramz.stop(),
    };
  },
};

const bareStatement = {
  name: 'bare-statement',
  title: 'bound: one inserted row, its own commit, 15 connections of pg',
  unit: 'statements/s',
  async open({ stores, short }) {
    const database = await stores.postgres.createDatabase();
    const pool = new pg.Pool({ connectionString: database, max: 15 });
    await pool.query('CREATE TABLE rows (id bigserial PRIMARY KEY, digest text, created_at timestamptz)');
    const insert = { name: 'insert', text: 'INSERT INTO rows (digest, created_at) VALUES ($1, $2)' };
    const values = ['x'.repeat(64), new Date()];
    return {
      sides: [
        {
          name: 'pg',
          pids: [process.pid],
          run: () => runLoops(Array(LOOPS).fill(pool), itemsOf(short), () => pool.query({ ...insert, values })),
        },
      ],
      async close() {
        await pool.end();
        await stores.postgres.dropDatabase(database);
      },
    };
  },
};

function itemsOf(short) {
  return Array.from({ length: short ? LOOPS : COUNT });
}

export default [emptyRoute, bareStatement];
