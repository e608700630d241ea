import { COUNTRIES, DAY_MS, daytime, homeNetwork } from './population.mjs';
import { randomOf } from './random.mjs';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** As fast as `otp_ip` allows: five in five minutes. */
const FASTEST_MS = MINUTE_MS;

/** Addresses in networks of their own, as rented machines and proxies have them. */
const rented = (index) => `${100 + Math.floor(index / 60_000)}.${Math.floor(index / 250) % 240}.${index % 250}.9`;
/** Countries beyond the three, with calling codes that need not exist for the rules. */
const OTHERS = Array.from({ length: 50 }, (_, index) => ({ country: `X${index}`, prefix: `+${700 + index}5` }));

/** Asks of some addresses, each at a steady pace from a time on. */
function paced({ addresses, everyMs, from, lengthMs }, askOf) {
  const asks = [];
  for (let address = 0; address < addresses; address += 1) {
    for (let at = (address / addresses) * everyMs; at < lengthMs; at += everyMs) {
      asks.push({ address: rented(address), at: from + at, ...askOf(asks.length, address) });
    }
  }
  return asks;
}

function inCountry(country, random) {
  return { country, recipient: `${random.pick(COUNTRIES[country].prefixes)}${random.digits(7)}` };
}

/** Each makes its requests for a day that begins at `from`. */
export const ATTACKS = {
  'one prefix in sequence': (from) =>
    paced({ addresses: 20, everyMs: FASTEST_MS, from, lengthMs: DAY_MS }, (index) => ({
      country: 'IR',
      recipient: `+98990${String(1_000_000 + index).padStart(7, '0')}`,
    })),
  'one prefix at random': (from) => {
    const random = randomOf(2);
    const askOf = () => ({ country: 'IR', recipient: `+98990${random.digits(7)}` });
    return paced({ addresses: 20, everyMs: FASTEST_MS, from, lengthMs: DAY_MS }, askOf);
  },
  '500 addresses': (from) => {
    const random = randomOf(3);
    const pace = { addresses: 500, everyMs: 4 * MINUTE_MS, from, lengthMs: DAY_MS };
    return paced(pace, () => inCountry('TR', random));
  },
  'slow drip': (from) => {
    const random = randomOf(4);
    const pace = { addresses: 60, everyMs: 12 * MINUTE_MS, from, lengthMs: DAY_MS };
    return paced(pace, () => inCountry('IR', random));
  },
  'burst at night': (from) => {
    const random = randomOf(5);
    const pace = { addresses: 300, everyMs: FASTEST_MS, from: from + 3 * HOUR_MS, lengthMs: HOUR_MS };
    return paced(pace, () => inCountry('AE', random));
  },
  'country hop': (from) => {
    const random = randomOf(6);
    const askOf = () => {
      const { country, prefix } = random.pick(OTHERS);
      return { country, recipient: `${prefix}${random.digits(8)}` };
    };
    return paced({ addresses: 30, everyMs: FASTEST_MS, from, lengthMs: DAY_MS }, askOf);
  },
  'a tenth verified': (from) => {
    const random = randomOf(7);
    const own = Array.from({ length: 300 }, () => inCountry('IR', random));
    const askOf = (index) =>
      index % 10 === 0 ? { ...random.pick(own), entersAfterMs: 20_000 } : inCountry('IR', random);
    return paced({ addresses: 50, everyMs: 6 * MINUTE_MS, from, lengthMs: DAY_MS }, askOf);
  },
};

/**
 * The attacker who has read the rules: thousands of addresses in networks of honest people, below every threshold of an
 * address, numbers spread over all prefixes, at the hours of honest people. A share of the codes is verified with own
 * numbers, so that its networks stay known.
 */
export function informedAttack(from, { addresses, asksPerAddress, ownShare }) {
  const random = randomOf(8);
  const countries = Object.keys(COUNTRIES);
  const own = countries.map((country) => Array.from({ length: 200 }, () => inCountry(country, random)));
  const asks = [];
  for (let index = 0; index < addresses; index += 1) {
    const country = index % countries.length;
    const network = homeNetwork(country, random.below(Math.floor(COUNTRIES[countries[country]].users / 60)));
    const address = `${network}.${100 + random.below(150)}`;
    for (let ask = 0; ask < asksPerAddress; ask += 1) {
      const isOwn = random.next() < ownShare;
      const target = isOwn
        ? { ...random.pick(own[country]), entersAfterMs: 20_000 }
        : inCountry(countries[country], random);
      asks.push({ ...target, address, at: daytime(from, random) });
    }
  }
  return asks;
}
