import { Guard } from './guard.mjs';
import { PlainLimits } from './plain-limits.mjs';

/**
 * Runs requests in the order of their times. A code that is sent is entered later, if its person enters it. Every request
 * that meets a human check passes it, those of the attacker too.
 * @param honest, attack sorted requests
 * @param from only figures of requests from then on are counted
 */
export function simulate(honest, attack, from, policy) {
  const limits = new PlainLimits();
  const guard = policy === 'none' ? undefined : new Guard(policy);
  const counts = {
    attackSms: 0,
    attackMoney: new Map(),
    honest: 0,
    honestRefused: 0,
    honestChecked: 0,
    rules: new Map(),
  };
  const entries = [];
  for (const ask of merged(honest, attack)) {
    for (; entries.length > 0 && entries[0].at <= ask.at; entries.shift()) guard?.enter(entries[0]);
    if (!limits.admits(ask)) continue;
    const { result, rule } = guard?.decide(ask) ?? { result: 'sent' };
    if (result !== 'refused' && ask.entersAfterMs !== undefined)
      insert(entries, { ...ask, at: ask.at + ask.entersAfterMs });
    if (ask.at >= from) count(counts, ask, result, rule);
  }
  return counts;
}

function count(counts, ask, result, rule) {
  if (rule) {
    const name = `${ask.isHonest ? 'honest' : 'attack'} ${result} ${rule}`;
    counts.rules.set(name, (counts.rules.get(name) ?? 0) + 1);
  }
  if (ask.isHonest) {
    counts.honest += 1;
    if (result === 'refused') counts.honestRefused += 1;
    if (rule) counts.honestChecked += 1;
  } else if (result !== 'refused' && ask.entersAfterMs === undefined) {
    counts.attackSms += 1;
    counts.attackMoney.set(ask.country, (counts.attackMoney.get(ask.country) ?? 0) + 1);
  }
}

function* merged(first, second) {
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    if (j >= second.length || (i < first.length && first[i].at <= second[j].at)) yield first[i++];
    else yield second[j++];
  }
}

function insert(entries, entry) {
  let index = entries.length;
  while (index > 0 && entries[index - 1].at > entry.at) index -= 1;
  entries.splice(index, 0, entry);
}
