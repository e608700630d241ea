import { Connection } from '../support/connection.mjs';
import { expectStatus, newAddress } from '../support/clients.mjs';
import { answers, freePort, startProcess } from '../support/processes.mjs';

const PROGRAM = new URL('../peers/better-auth.mjs', import.meta.url).pathname;
const BASE = '/api/auth';

/** better-auth in production mode, on a database of its own on the same server. */
export async function startBetterAuth({ stores, provider, limits = false, processes = 1 }) {
  const database = await stores.postgres.createDatabase();
  const variables = {
    NODE_ENV: 'production',
    DATABASE_URL: database,
    ...(stores.redis && { REDIS_URL: stores.redis.createDatabase() }),
    ...(provider && { PROVIDER_URL: provider.url, PROVIDER_KEY: provider.apiKey }),
    ...(limits && { LIMITS: 'on' }),
  };
  const servers = [];
  // One after another: the first one makes the tables.
  for (let index = 0; index < processes; index += 1) servers.push(await startServer(variables));
  const post = (connection, path, body, headers = newAddress()) => connection.send('POST', BASE + path, body, headers);
  return {
    name: 'better-auth',
    pids: servers.map(({ pid }) => pid),
    database,
    provider,
    connect: (turn = 0) => new Connection(servers[turn % processes].url),
    ask: (connection, phone, headers) => post(connection, '/phone-number/send-otp', { phoneNumber: phone }, headers),
    verify: (connection, phone, code) => post(connection, '/phone-number/verify', { phoneNumber: phone, code }),
    /** Its statuses for a wrong code and for a request beyond a limit. */
    statuses: { wrong: 400, refused: 429 },
    async signIn(connection, phone) {
      expectStatus(await this.ask(connection, phone), 200);
      const { headers } = expectStatus(await this.verify(connection, phone, await provider.codeOf(phone)), 200);
      return {
        cookie: [headers['set-cookie']]
          .flat()
          .map((cookie) => cookie.split(';')[0])
          .join('; '),
      };
    },
    /** It has no refresh token: reading the session is what prolongs it. */
    async refresh(connection, session) {
      const headers = { ...newAddress(), cookie: session.cookie };
      const answer = await connection.send('GET', `${BASE}/get-session`, undefined, headers);
      if (!answer.body.session) throw new Error('the session is gone');
      return answer;
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await stores.postgres.dropDatabase(database);
    },
  };
}

async function startServer(variables) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const isReady = () => answers(`${url}/empty`);
  const server = await startProcess({ program: PROGRAM, variables: { ...variables, PORT: String(port) }, isReady });
  return { ...server, url };
}
