import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { otpConfig, sessionConfig } from '../../auth/index.js';
import { codeOf } from '../../common/system-error.js';
import { secretsConfig, type Environment } from '../../config/index.js';
import { eventConfig } from '../../events/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import {
  newKeyId,
  rotateDataKeys,
  rotateEventSecrets,
  rotatePeppers,
  rotateSigningKeys,
  type Rotation,
} from '../key-rotation.policy.js';
import { bold } from '../text.js';

const VARIABLES = ['OTP_PEPPERS', 'DATA_KEYS', 'TOKEN_PRIVATE_KEYS', 'EVENT_WEBHOOK_SECRET'] as const;
type Variable = (typeof VARIABLES)[number];
type Rotations = Partial<Record<Variable, Rotation>>;

const MINUTE_MS = 60_000;
/** Verification tokens live that long. */
const MIN_TOKEN_MINUTES = 10;

export function registerKeysRotate(keys: Command, cli: CommandLine): void {
  const command = keys
    .command('rotate')
    .description('Prints new values for the secrets, with a new key in front and the old ones kept. Changes nothing.')
    .option('--only <variables>', `only these, separated by commas: ${VARIABLES.join(', ')}`, readVariables)
    .option('--write <file>', 'write the values to this file, and those of the first step to <file>.step1')
    .action(({ only = [...VARIABLES], write }: { only?: Variable[]; write?: string }) =>
      cli.runAlone(async (environment) => {
        const rotations = rotate(environment, only);
        const keep = keepingTimes(environment, Object.keys(rotations) as Variable[]);
        const steps = { step1: render(rotations, 'prepared'), step2: render(rotations, 'rotated') };
        const ids = Object.fromEntries(Object.entries(rotations).map(([name, { id }]) => [name, id]));
        if (write === undefined) {
          return {
            result: { new_ids: ids, ...steps, keep },
            text: describe(lines(steps.step1), lines(steps.step2), keep),
          };
        }
        const files = { step1: `${write}.step1`, step2: write };
        for (const name of ['step1', 'step2'] as const) writeNew(files[name], lines(steps[name]));
        const text = describe([`  the file ${files.step1}`], [`  the file ${files.step2}`], keep);
        return { result: { new_ids: ids, files, keep }, text };
      }),
    );
  addExamples(command, ['ramz keys rotate --write new-keys.env', 'ramz keys rotate --only TOKEN_PRIVATE_KEYS']);
}

function rotate(environment: Environment, only: Variable[]): Rotations {
  const { peppers, dataKeys, tokenKeys } = secretsConfig.read(environment);
  const { secrets } = eventConfig.read(environment);
  const id = newKeyId(new Date());
  const all: Rotations = {
    OTP_PEPPERS: rotatePeppers(peppers, id),
    DATA_KEYS: rotateDataKeys(dataKeys, id),
    TOKEN_PRIVATE_KEYS: rotateSigningKeys(tokenKeys, id),
    // Without receiver there is nothing to sign.
    ...(secrets.length > 0 && { EVENT_WEBHOOK_SECRET: rotateEventSecrets(secrets) }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => only.some((one) => one === name)));
}

/** How long the old keys have to stay after the second step, in sentences. */
function keepingTimes(environment: Environment, variables: Variable[]): Partial<Record<Variable, string>> {
  const codeMinutes = Math.ceil(otpConfig.read(environment).lifetimeMs / MINUTE_MS);
  const tokenMinutes = Math.max(
    Math.ceil(sessionConfig.read(environment).accessTokenMs / MINUTE_MS),
    MIN_TOKEN_MINUTES,
  );
  const times: Record<Variable, string> = {
    OTP_PEPPERS: `${codeMinutes} minutes; the last one also keys the limits, which start again from zero without it`,
    DATA_KEYS: '24 hours',
    TOKEN_PRIVATE_KEYS: `${tokenMinutes} minutes`,
    EVENT_WEBHOOK_SECRET: 'until the receiver of events checks signatures with the new one',
  };
  return Object.fromEntries(variables.map((name) => [name, times[name]]));
}

function render(rotations: Rotations, step: 'prepared' | 'rotated'): Record<string, string> {
  return Object.fromEntries(Object.entries(rotations).map(([name, rotation]) => [name, rotation[step]]));
}

/** In single quotes only where a value has double quotes in it: other readers of such files keep quotes. */
function lines(values: Record<string, string>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value.includes('"') ? `'${value}'` : value}`);
}

function describe(step1: string[], step2: string[], keep: Record<string, string>): string[] {
  return [
    bold('1. Give every process these values, and restart one after the other'),
    ...step1,
    '',
    bold('2. Then give every process these values, and restart again; if all processes are stopped, only these'),
    ...step2,
    '',
    bold('3. Keep the old keys after the last restart'),
    ...Object.entries(keep).map(([name, time]) => `  ${name}: ${time}`),
    'Before you remove one, run: ramz keys check',
  ];
}

/** Readable for its owner only. */
function writeNew(path: string, content: string[]): void {
  try {
    writeFileSync(path, `${content.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const reason = codeOf(error) === 'EEXIST' ? 'exists already' : `cannot be written (${codeOf(error)})`;
    throw new Error(`${path} ${reason}. Name another file.`, { cause: error });
  }
}

function readVariables(text: string): Variable[] {
  return text.split(',').map((name) => {
    const variable = VARIABLES.find((one) => one === name.trim());
    if (!variable) throw new InvalidArgumentError(`The variables are ${VARIABLES.join(', ')}.`);
    return variable;
  });
}
