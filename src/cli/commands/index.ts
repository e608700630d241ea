import type { Command } from 'commander';
import type { CommandLine } from '../command-line.js';
import { register as account } from './account.command.js';
import { register as doctor } from './doctor.command.js';
import { register as sendTest } from './send-test.command.js';
import { register as status } from './status.command.js';

/** Adds a command to the program. */
export type RegisterCommand = (program: Command, cli: CommandLine) => void;

export const COMMANDS: RegisterCommand[] = [status, doctor, account, sendTest];
