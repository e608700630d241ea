import { randomOf } from './random.mjs';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SEED = 1404;

/**
 * Users, the share of first codes that they enter, and prices in US dollars. The shares are those that services report:
 * about one of eight codes is never entered, because it comes late, goes to a wrong number, or is no longer wanted.
 */
export const COUNTRIES = {
  IR: {
    users: 30_000,
    prefixes: ['+98912', '+98913', '+98935', '+98936', '+98901', '+98921'],
    entered: 0.88,
    price: 0.01,
  },
  TR: { users: 12_000, prefixes: ['+90532', '+90542', '+90555', '+90506'], entered: 0.85, price: 0.05 },
  AE: { users: 8000, prefixes: ['+97150', '+97155', '+97156'], entered: 0.82, price: 0.08 },
};
/** A user asks for a code once in so many days. */
const DAYS_BETWEEN_ASKS = 5;
/** Of those who do not enter a code, so many ask again within minutes, and enter that one. */
const ASKS_AGAIN = 0.5;
const ENTERED_AGAIN = 0.6;
/** Requests from mobile networks, whose addresses many people share, and from homes. */
const MOBILE_SHARE = 0.6;
const MOBILE_NETWORKS = 12;
const HOMES_PER_NETWORK = 60;

/** Requests for codes of honest people over some days, in the order of their times. */
export function honestAsks(days) {
  const random = randomOf(SEED);
  const asks = [];
  Object.entries(COUNTRIES).forEach(([country, { users, prefixes, entered }], index) => {
    for (let user = 0; user < users; user += 1) {
      const recipient = `${random.pick(prefixes)}${random.digits(7)}`;
      const home = `${60 + index}.${Math.floor(user / HOMES_PER_NETWORK / 250)}.${Math.floor(user / HOMES_PER_NETWORK) % 250}.${1 + (user % HOMES_PER_NETWORK)}`;
      for (let at = random.next() * DAYS_BETWEEN_ASKS * DAY_MS; at < days * DAY_MS; at += gap(random)) {
        const time = daytime(at, random);
        const address = random.next() < MOBILE_SHARE ? mobileAddress(index, random) : home;
        asks.push(...visit({ country, recipient, address, at: time }, entered, random));
      }
    }
  });
  return asks.toSorted((a, b) => a.at - b.at);
}

/** Networks of honest people, for attackers who hide in them. */
export function homeNetwork(countryIndex, number) {
  return `${60 + countryIndex}.${Math.floor(number / 250)}.${number % 250}`;
}

/** The share of a day's requests by hour: few at night, most in the evening. */
export function daytime(at, random) {
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  for (;;) {
    const hour = random.next() * 24;
    const busy = 0.08 + 0.92 * Math.max(0, Math.sin(((hour - 6) / 18) * Math.PI));
    if (random.next() < busy) return day + hour * HOUR_MS;
  }
}

function gap(random) {
  return (0.4 + 1.2 * random.next()) * DAYS_BETWEEN_ASKS * DAY_MS;
}

function mobileAddress(countryIndex, random) {
  return `${80 + countryIndex}.10.${random.below(MOBILE_NETWORKS)}.${random.below(250)}`;
}

/** One code, or two if the first is not entered. */
function visit(ask, entered, random) {
  const after = () => 15_000 + random.next() * 60_000;
  if (random.next() < entered) return [{ ...ask, isHonest: true, entersAfterMs: after() }];
  if (random.next() >= ASKS_AGAIN) return [{ ...ask, isHonest: true }];
  const again = { ...ask, isHonest: true, at: ask.at + 60_000 + random.next() * 180_000 };
  return [{ ...ask, isHonest: true }, random.next() < ENTERED_AGAIN ? { ...again, entersAfterMs: after() } : again];
}
