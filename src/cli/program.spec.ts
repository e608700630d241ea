import type { Command } from 'commander';
import { CommandLine } from './command-line.js';
import { Output } from './output.js';
import { createProgram } from './program.js';

/** The commands of an installation, but for those that look after providers and the guard. */
const NAMES = [
  'users find',
  'users sessions',
  'users block',
  'users unblock',
  'users erase',
  'users export',
  'explain',
  'status',
  'limits',
  'messages',
  'retry',
  'cancel',
  'admin-key create',
  'admin-key list',
  'admin-key revoke',
  'admin-key print',
  'user role',
  'keys rotate',
  'keys check',
  'migrate',
  'clean-up',
  'studio',
  'events listen',
  'events trigger',
  'events replay',
];

const program = createProgram(new CommandLine(new Output(false)));

/** All commands below this one, with their full names. */
function commandsOf(parent: Command, prefix = ''): [string, Command][] {
  return parent.commands.flatMap((command) => {
    const name = `${prefix}${command.name()}`;
    return [[name, command] as [string, Command], ...commandsOf(command, `${name} `)];
  });
}
const commands = new Map(commandsOf(program));

/** What `--help` prints. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

describe('The help of ramz', () => {
  it.each(NAMES)('shows what %s does, with an example that calls it', (name) => {
    const command = commands.get(name)!;
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    expect(helpOf(command)).toMatch(new RegExp(`\nExamples:\n(.*\n)* +\\$ (\\S+=\\S+ )?ramz ${name}\\b`));
  });

  it('has a description and an example for every command, and names --json', () => {
    for (const [name, command] of commands) {
      expect([name, helpOf(command)]).toEqual([name, expect.stringMatching(/--json[^]*\nExamples:\n/)]);
      for (const { description } of [...command.registeredArguments, ...command.options])
        expect(description).not.toBe('');
    }
  });
});
