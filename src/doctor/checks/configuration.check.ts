import { splitAdvice } from '../advice.js';
import { fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import type { DoctorContext } from '../doctor-context.js';
import { nameWarnings } from '../../config/index.js';

const NAME = 'configuration';

/** Each fault that would end the start of a process, and what works but is risky. */
export const configurationCheck: DoctorCheck = {
  name: NAME,
  run(context) {
    const { environment, options } = context;
    const faults = options.parts.flatMap((part) => part.findFaults(environment));
    const names = options.parts.flatMap((part) => Object.keys(part.variables));
    const risks = [
      ...nameWarnings(environment, names),
      ...options.parts.flatMap((part) => part.findWarnings(environment)),
    ];
    const findings = [...faults.map((text) => findingOf(text, fail)), ...risks.map((text) => findingOf(text, warn))];
    return Promise.resolve(findings.length > 0 ? findings : [pass(NAME, summaryOf(context))]);
  },
};

function findingOf(text: string, make: typeof fail): Finding {
  const variable = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(text)?.[0] ?? 'it';
  const { message, fix } = splitAdvice(text, `Correct ${variable}: docs/configuration.md lists what it takes.`);
  return make(NAME, message, fix);
}

function summaryOf({ environment, options }: DoctorContext): string {
  const known = new Set(options.parts.flatMap((part) => Object.keys(part.variables)));
  const count = Object.entries(environment).filter(([name, value]) => known.has(name) && value?.trim()).length;
  return count === 0 ? 'Every variable has its default.' : `No variable has a fault. ${count} of them have a value.`;
}
