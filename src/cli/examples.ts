import type { Command } from 'commander';

/** Shows calls of a command in its help. */
export function addExamples(command: Command, calls: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${calls.map((call) => `  $ ${call}`).join('\n')}`);
}
