import type { Command } from 'commander';
import type { CommandLine } from '../command-line.js';
import { register as status } from './status.command.js';

/** Adds a command to the program. */
export type RegisterCommand = (program: Command, cli: CommandLine) => void;

export const COMMANDS: RegisterCommand[] = [status];
