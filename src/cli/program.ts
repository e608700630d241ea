import { Command } from 'commander';
import type { CommandLine } from './command-line.js';
import { COMMANDS } from './commands/index.js';
import { addExamples } from './examples.js';

/** Builds `ramz` with all commands. */
export function createProgram(cli: CommandLine): Command {
  const program = new Command('ramz')
    .description('Operates Ramz: checks it, explains what happened, and administers users, limits, messages and keys.')
    .option('--json', 'print one JSON document on standard output')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: true })
    .configureOutput({
      writeOut: (text) => void process.stdout.write(text),
      writeErr: (text) => void process.stderr.write(text),
      outputError: (text, write) => write(toSentence(text)),
    });
  for (const register of COMMANDS) register(program, cli);
  return addExamples(program, ['ramz status', 'ramz explain 09123456789', 'ramz users find sara@example.com --json']);
}

function toSentence(text: string): string {
  const sentence = text.trim().replace(/^error: (.)/, (_, first: string) => first.toUpperCase());
  return `${sentence}\nRun the command with --help to see how it is called.\n`;
}
