import type { Command } from 'commander';
import { CommandLine } from './command-line.js';
import { Output } from './output.js';
import { PAGES } from '../../test/support/pages.js';
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

/** Calls in code of a page: `ramz status`, `$ ramz status` and `npm run -s ramz -- status`, up to a comment or a quote. */
const CALL = /(?:^(?:\$ )?|`|[(] *)(?:npm run -s ramz -- |ramz )([a-z][^`#"<|)\n]*)/gm;

it.each(PAGES.filter(({ text }) => text.match(CALL)).map(({ path, text }) => [path, text]))(
  'every command and every option that a page shows exists: %s',
  (_path, text) => {
    for (const [, call] of text.matchAll(CALL)) {
      const words = call!.trim().split(/\s+/);
      const name = commands.has(words.slice(0, 2).join(' ')) ? words.slice(0, 2).join(' ') : words[0]!;
      expect([...commands.keys()]).toContain(name);
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/[=.,].*$/, ''));
      for (const option of options)
        expect([call, helpOf(commands.get(name)!)]).toEqual([call, expect.stringContaining(option)]);
    }
  },
);
