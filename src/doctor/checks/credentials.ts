import type { Environment } from '../../config/index.js';
import type { ProviderDescriptor } from '../../sms/index.js';
import { fail, pass, warn, type Finding } from '../check.contract.js';

/** Also those of word processors. */
const QUOTES = /["'`“”„‘’«»]/;
/** Spaces and marks that a copy may bring along. */
const INVISIBLE = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

type Described = Pick<ProviderDescriptor, 'name' | 'title' | 'enabledBy' | 'credentials' | 'config'>;

/** Whether the credentials of a provider look as they were copied. Values are never shown. */
export function credentialFindings(descriptor: Described, environment: Environment): Finding[] {
  const { name, title, enabledBy, credentials, config } = descriptor;
  const check = `${name}.key`;
  const isSet = (variable: string) => !!environment[variable]?.trim();
  const others = Object.keys(config.variables).filter((variable) => variable !== enabledBy && isSet(variable));
  if (!isSet(enabledBy)) {
    if (others.length === 0) return [];
    return [
      warn(
        check,
        `${enabledBy} is not set, so ${title} is not used although ${others[0]} is set.`,
        `Set ${enabledBy}, or remove the other variables of ${title}.`,
      ),
    ];
  }
  const faults = credentials.filter(isSet).flatMap((variable) => faultOf(check, variable, environment[variable] ?? ''));
  return faults.length > 0 ? faults : [pass(check, `The credentials of ${title} are set, without spaces and quotes.`)];
}

function faultOf(check: string, variable: string, value: string): Finding[] {
  const trimmed = value.trim();
  const what = QUOTES.test(trimmed) ? 'quotes' : INVISIBLE.test(trimmed) ? 'spaces or invisible characters' : undefined;
  if (what) {
    return [fail(check, `${variable} has ${what} in it.`, `Copy ${variable} again, and write it without ${what}.`)];
  }
  return trimmed === value
    ? []
    : [warn(check, `${variable} has spaces around it, which Ramz ignores.`, `Remove the spaces around ${variable}.`)];
}
