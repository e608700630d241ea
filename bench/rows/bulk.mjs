import { createHash } from 'node:crypto';
import { expectStatus, newAddress } from '../support/clients.mjs';
import { runLoops } from '../support/loops.mjs';
import { startRamz } from '../targets/ramz.mjs';
import { phones } from './prepared.mjs';

const KEY = 'ramz_bench-key-of-the-administrator';
const variables = { ADMIN_API_KEYS: `bench:${createHash('sha256').update(KEY).digest('hex')}` };
/** The most that one request takes. */
const RECEPTORS = 10_000;
const REQUESTS = 10;
const CONNECTIONS = 8;

const sizesOf = (short) => (short ? [100, 1] : [RECEPTORS, REQUESTS]);

/** A text to many receptors, one request after another; no worker runs. Each answer says how many were queued. */
async function sendBulk(connection, receptors, requests) {
  const bodies = Array.from({ length: requests }, () => ({
    type: 'bulk',
    receptor: phones(receptors),
    message: 'A text to many.',
  }));
  const measured = await runLoops([connection], bodies, async (_connection, body) => {
    const headers = { ...newAddress(), 'x-api-key': KEY };
    expectStatus(await connection.send('POST', '/api/v1/sms/send', body, headers), 202);
  });
  return { ...measured, count: receptors * requests };
}

const accepted = {
  name: 'bulk',
  title: `bulk send of ${RECEPTORS * REQUESTS} receptors, ${RECEPTORS} a request (milliseconds of a request)`,
  unit: 'receptors/s',
  async open({ stores, short }) {
    const ramz = await startRamz({ stores, variables });
    const connection = ramz.connect();
    return {
      sides: [
        {
          name: ramz.name,
          pids: ramz.pids,
          run: () => sendBulk(connection, ...sizesOf(short)),
          close: () => connection.close(),
        },
      ],
      close: () => ramz.stop(),
    };
  },
};

const others = {
  name: 'bulk-others',
  title: `send, ${CONNECTIONS} connections, while a bulk send is accepted`,
  unit: 'requests/s',
  async open({ stores, short }) {
    const ramz = await startRamz({ stores, variables });
    const connections = Array.from({ length: CONNECTIONS }, () => ramz.connect());
    const bulk = ramz.connect();
    const run = (items) =>
      runLoops(connections, items, async (connection, phone) => expectStatus(await ramz.ask(connection, phone), 200));
    const side = { pids: ramz.pids, prepare: () => phones(short ? 32 : 1500) };
    return {
      sides: [
        {
          ...side,
          name: 'with the bulk send',
          async run(items) {
            const [measured] = await Promise.all([run(items), sendBulk(bulk, ...sizesOf(short))]);
            return measured;
          },
        },
        { ...side, name: 'without', run },
      ],
      async close() {
        await Promise.all([bulk, ...connections].map((connection) => connection.close()));
        await ramz.stop();
      },
    };
  },
};

export default [accepted, others];
