#!/usr/bin/env node
import { CommanderError } from 'commander';
import { codeOf } from '../common/system-error.js';
import { CommandLine } from './command-line.js';
import { Output } from './output.js';
import { createProgram } from './program.js';

// `ramz messages | head` closes the pipe before everything is printed.
process.stdout.on('error', (error) => {
  if (codeOf(error) === 'EPIPE') process.exit(0);
  throw error;
});

void runCommand();

async function runCommand(): Promise<void> {
  const output = new Output(process.argv.includes('--json'));
  const cli = new CommandLine(output);
  try {
    await createProgram(cli).parseAsync();
    process.exitCode = cli.exitStatus;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // The library has printed the help or the fault already.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    if (process.exitCode !== 0 && output.json) output.wrongCall(error.message);
  }
}
