import { withoutEmpty, type Environment } from './environment.js';
import { isWithinEdits } from './spelling.js';

/** Variables that begin alike. So many of them make a prefix that belongs to Ramz. */
const FAMILY_SIZE = 3;

/**
 * Warns of variables that are set but not read, because their name has a slip or is not a name of Ramz.
 * @param known the names that Ramz reads
 */
export function nameWarnings(environment: Environment, known: readonly string[]): string[] {
  const names = Object.keys(withoutEmpty(environment));
  const unset = known.filter((name) => !names.includes(name));
  const prefixes = prefixesOf(known);
  return names
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = unset.find((candidate) => isSlipOf(candidate, name));
      if (!meant && !prefixes.has(prefixOf(name))) return [];
      return [`${name} is set, but Ramz has no such variable.${meant ? ` Did you mean ${meant}?` : ''}`];
    });
}

/** One wrong letter in a name of ordinary length, two in a long one. Short names are too often those of other programs. */
function isSlipOf(name: string, written: string): boolean {
  const edits = name.length >= 10 ? 2 : name.length >= 8 ? 1 : 0;
  return edits > 0 && isWithinEdits(name, written.toUpperCase(), edits);
}

function prefixesOf(names: readonly string[]): Set<string> {
  const sizes = new Map<string, number>();
  for (const name of names) {
    const prefix = prefixOf(name);
    if (prefix) sizes.set(prefix, (sizes.get(prefix) ?? 0) + 1);
  }
  return new Set([...sizes].filter(([, size]) => size >= FAMILY_SIZE).map(([prefix]) => prefix));
}

/** Empty if the name has one word only. */
function prefixOf(name: string): string {
  return name.slice(0, name.indexOf('_') + 1);
}
