import type { Command } from 'commander';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { registerKeysCheck } from './keys-check.command.js';
import { registerKeysRotate } from './keys-rotate.command.js';

export function register(program: Command, cli: CommandLine): void {
  const keys = program
    .command('keys')
    .description('Rotates the secrets of the installation, and checks which are in use.');
  addExamples(keys, ['ramz keys rotate --write new-keys.env', 'ramz keys check']);
  registerKeysRotate(keys, cli);
  registerKeysCheck(keys, cli);
}
