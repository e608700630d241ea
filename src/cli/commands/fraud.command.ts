import type { Command } from 'commander';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { registerList } from './fraud-list.command.js';
import { register as replay } from './fraud-replay.command.js';
import { register as status } from './fraud-status.command.js';
import { register as policy } from './fraud-policy.command.js';

export function register(program: Command, cli: CommandLine): void {
  const fraud = program
    .command('fraud')
    .description('Shows and changes the guard against SMS pumping, and tries a policy on past requests.');
  addExamples(fraud, ['ramz fraud status', 'ramz fraud block +98912*', 'ramz fraud replay --policy policy.json']);
  for (const list of ['allow', 'block'] as const) registerList(fraud, cli, list);
  for (const registerOne of [policy, status, replay]) registerOne(fraud, cli);
}
