import { expectStatus, newPhone } from '../support/clients.mjs';
import { query } from '../support/postgres.mjs';
import { trials, wasEvaluated, wrongCode } from './trials.mjs';

// A race takes a `player`: a target with `connections` to its processes in turn, and `provider`. It returns what happened
// as text, and whether that is what must happen.

async function issue({ target, provider, connections }, phone) {
  expectStatus(await target.ask(connections.next(), phone), 200);
  return provider.codeOf(phone);
}

const guess = ({ target, connections }, phone, code) => target.verify(connections.next(), phone, code);

async function fiftyWrong(player) {
  const phone = newPhone();
  const code = await issue(player, phone);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, step) => guess(player, phone, wrongCode(code, step + 1))),
  );
  const evaluated = answers.filter((answer) => wasEvaluated(answer)).length;
  const right = await guess(player, phone, code);
  return {
    text: `${evaluated} evaluated, then the right one ${right.status === 200 ? 'accepted' : 'refused'}`,
    holds: evaluated === 5 && right.status !== 200,
  };
}

async function rightAgainstWrong(player, scale) {
  const results = await trials(1000 * scale, async () => {
    const phone = newPhone();
    const code = await issue(player, phone);
    const [right] = await Promise.all([guess(player, phone, code), guess(player, phone, wrongCode(code))]);
    return right.status;
  });
  const rejected = results.filter((status) => status !== 200).length;
  return { text: `${rejected} of ${results.length} right codes rejected`, holds: rejected === 0 };
}

async function sameRightCode(player, scale) {
  const results = await trials(300 * scale, async () => {
    const phone = newPhone();
    const code = await issue(player, phone);
    const answers = await Promise.all(Array.from({ length: 10 }, () => guess(player, phone, code)));
    return answers.filter(({ status }) => status === 200).length;
  });
  const once = results.filter((successes) => successes === 1).length;
  return { text: `${once} of ${results.length} codes used exactly once`, holds: once === results.length };
}

async function guessesOverResends(player) {
  const phone = newPhone();
  let evaluated = 0;
  for (let resend = 0; resend < 20; resend += 1) {
    const code = await issue(player, phone);
    const guesses = await Promise.all([1, 2, 3].map((step) => guess(player, phone, wrongCode(code, step))));
    evaluated += guesses.filter((answer) => wasEvaluated(answer)).length;
  }
  return { text: `${evaluated} of 60 evaluated`, holds: evaluated <= 10 };
}

/** What somebody reads who gets a copy of the database. */
async function copyOfTheDatabase(player) {
  const phone = newPhone();
  const code = await issue(player, phone);
  const tables = await query(
    player.target.database,
    `SELECT query_to_xml('SELECT * FROM ' || quote_ident(tablename), true, false, '')::text AS rows
    FROM pg_tables WHERE schemaname = 'public'`,
  );
  const isFound = tables.some(({ rows }) => new RegExp(`[>"]${code}[:<"]`).test(rows));
  return { text: isFound ? 'the code stands there in clear' : 'the code is not in it', holds: !isFound };
}

export const RACES = [
  { title: '50 wrong codes at once, then the right one', must: '5 evaluated, the right one refused', run: fiftyWrong },
  { title: 'a wrong code racing the right one', must: 'no right code rejected', run: rightAgainstWrong },
  { title: 'the same right code 10 times at once', must: 'used exactly once', run: sameRightCode },
  { title: '20 resends with 3 wrong guesses each', must: 'at most 10 evaluated', run: guessesOverResends },
  { title: 'a copy of the database', must: 'no code in clear', run: copyOfTheDatabase },
];
