import { expectStatus } from '../support/clients.mjs';
import { askedPhones } from './prepared.mjs';
import { requestRow } from './request-row.mjs';

const GUESSES_OF_EACH = 4;

/** Four wrong codes for each number, so that none is out of guesses. */
const wrong = requestRow({
  name: 'wrong-verify',
  title: 'wrong verify, 32 connections',
  connections: 32,
  count: 3000,
  async prepare(target, connections, count) {
    const phones = await askedPhones(target, connections, Math.ceil(count / GUESSES_OF_EACH));
    return Array.from({ length: GUESSES_OF_EACH }, () => phones).flat();
  },
  async operation(target, connection, phone) {
    const answer = await target.verify(connection, phone, '000000');
    // It is right once in a million times.
    if (answer.status !== 200) expectStatus(answer, target.statuses.wrong);
  },
});

/** The right code for a new user, which opens a session. A worker of Ramz sends the codes beforehand. */
const right = requestRow({
  name: 'right-verify',
  title: 'right verify, 32 connections',
  connections: 32,
  count: 1500,
  ramz: { roles: ['api', 'worker'] },
  betterAuth: { sends: true },
  async prepare(target, connections, count) {
    const phones = await askedPhones(target, connections, count);
    return Promise.all(phones.map(async (phone) => ({ phone, code: await target.provider.codeOf(phone) })));
  },
  operation: async (target, connection, { phone, code }) =>
    expectStatus(await target.verify(connection, phone, code), 200),
});

export default [wrong, right];
