// node bench/attacks/run.mjs [--rules]        attacks on the guard, simulated with its own code; needs `npm run build`
import { ATTACKS, informedAttack } from './attacks.mjs';
import { LEARNING_MS } from './guard.mjs';
import { COUNTRIES, DAY_MS, honestAsks } from './population.mjs';
import { simulate } from './simulation.mjs';

/** US dollars for a text to a country that is none of the three. */
const OTHER_PRICE = 0.12;
const SHOWS_RULES = process.argv.includes('--rules');

const honest = honestAsks(LEARNING_MS / DAY_MS + 1);
const from = LEARNING_MS;

const INFORMED = {
  'knows the rules: 2,000 addresses': { addresses: 2000, asksPerAddress: 5, ownShare: 0 },
  'knows the rules: and 5 % own numbers': { addresses: 2000, asksPerAddress: 5, ownShare: 0.05 },
  'knows the rules: 10,000 addresses': { addresses: 10_000, asksPerAddress: 2, ownShare: 0 },
};
const attacks = {
  'no attack': () => [],
  ...ATTACKS,
  ...Object.fromEntries(Object.entries(INFORMED).map(([name, kind]) => [name, (start) => informedAttack(start, kind)])),
};

console.log(
  '| Attack | SMS with plain limits | US$ | SMS with the guard | US$ | Stopped | Honest refused | Honest checked |',
);
console.log('| --- | --: | --: | --: | --: | --: | --: | --: |');
for (const [name, makeAsks] of Object.entries(attacks)) {
  const asks = makeAsks(from).toSorted((a, b) => a.at - b.at);
  const plain = simulate(
    honest.filter(({ at }) => at >= from),
    asks,
    from,
    'none',
  );
  const guarded = simulate(honest, asks, from);
  const stopped = plain.attackSms === 0 ? '–' : percent(1 - guarded.attackSms / plain.attackSms, 1);
  const cells = [
    name,
    number(plain.attackSms),
    number(money(plain)),
    number(guarded.attackSms),
    number(money(guarded)),
    stopped,
    percent(guarded.honestRefused / guarded.honest, 2),
    percent(guarded.honestChecked / guarded.honest, 2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (SHOWS_RULES)
    for (const [rule, count] of [...guarded.rules].toSorted(([a], [b]) => a.localeCompare(b)))
      console.log(`    ${rule}: ${count}`);
}

function money({ attackMoney }) {
  return [...attackMoney].reduce((sum, [country, sms]) => sum + sms * (COUNTRIES[country]?.price ?? OTHER_PRICE), 0);
}

function percent(share, places) {
  return `${(100 * share).toFixed(places)} %`;
}

function number(value) {
  return Math.round(value).toLocaleString('en');
}
