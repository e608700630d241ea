import { expectStatus, newPhone } from '../support/clients.mjs';
import { runLoops } from '../support/loops.mjs';

// What a row needs before it is measured.

export const phones = (count) => Array.from({ length: count }, () => newPhone());

/** Numbers that have asked for a code. */
export async function askedPhones(target, connections, count) {
  const asked = phones(count);
  await runLoops(connections, asked, async (connection, phone) => {
    expectStatus(await target.ask(connection, phone), 200);
  });
  return asked;
}

/** Sessions of new users. */
export async function newSessions(target, connections, count) {
  const sessions = [];
  await runLoops(connections, phones(count), async (connection, phone) => {
    sessions.push(await target.signIn(connection, phone));
  });
  return sessions;
}
