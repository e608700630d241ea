import { newPhone } from '../support/clients.mjs';
import { Connection } from '../support/connection.mjs';
import { freePort, startProcess } from '../support/processes.mjs';
import { startRamz } from '../targets/ramz.mjs';

const START = new URL('../../scripts/start.mjs', import.meta.url).pathname;
const IDLE_MS = 2000;

/** From `npm start` on a built checkout to the first accepted code, in simulation on an existing database. */
const start = {
  name: 'start',
  title: '`npm start` to the first accepted code',
  unit: 'starts/s',
  async open({ stores }) {
    const ramz = await startRamz({ stores, roles: [] });
    return {
      sides: [{ name: ramz.name, pids: [], run: () => startOnce(ramz) }],
      close: () => ramz.stop(),
    };
  },
};

async function startOnce({ database, redis }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const connection = new Connection(url);
  const ask = () => connection.send('POST', '/api/v1/auth/otp', { phone_number: newPhone() });
  const ramz = await startProcess({
    program: START,
    // All starts ask from one address.
    variables: {
      DATABASE_URL: database,
      ...(redis && { REDIS_URL: redis }),
      PORT: String(port),
      RATE_LIMITS: 'otp_ip=off',
    },
    isReady: () =>
      ask().then(
        ({ status }) => status === 200,
        () => false,
      ),
  });
  const milliseconds = performance.now() - startedAt;
  await connection.close();
  await ramz.stop();
  return { count: 1, seconds: milliseconds / 1000, latencies: [milliseconds] };
}

/** What each role holds in memory when it has nothing to do. */
const idle = {
  name: 'idle-memory',
  title: 'idle memory of each role: see the last column',
  unit: 'idle seconds/s',
  async open({ stores }) {
    const roles = ['api', 'worker', 'all'];
    const targets = [];
    for (const role of roles) targets.push(await startRamz({ stores, roles: [role] }));
    return {
      sides: targets.map(({ pids }, index) => ({ name: `ROLE=${roles[index]}`, pids, run: rest })),
      async close() {
        for (const target of targets) await target.stop();
      },
    };
  },
};

async function rest() {
  await new Promise((resolve) => {
    setTimeout(resolve, IDLE_MS);
  });
  return { count: IDLE_MS / 1000, seconds: IDLE_MS / 1000 };
}

export default [start, idle];
