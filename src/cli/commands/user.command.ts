import { Argument, type Command } from 'commander';
import { CommandAuditService, UserRoleService } from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';

const ROLES = ['user', 'admin'] as const;

export function register(program: Command, cli: CommandLine): void {
  const user = program.command('user').description('Changes what a user may do.');
  addExamples(user, ['ramz user role 09123456789 admin']);
  const command = user
    .command('role')
    .description('Makes a user an administrator at once, or removes that role. The user has to have signed in before.')
    .argument('<user>', 'id, number in any form, or e-mail address')
    .addArgument(new Argument('<role>', 'what the user is from now on').choices(ROLES))
    .action((query: string, role: (typeof ROLES)[number]) =>
      cli.run(async (app) => {
        const fault = await app
          .get(CommandAuditService)
          .record({ action: 'setUserRole', target: query }, async (count) => {
            const sentence = await app.get(UserRoleService).set(query, role);
            count(sentence === undefined ? 1 : 0);
            return sentence;
          });
        if (fault !== undefined) throw new Error(fault);
        return { result: { role }, text: `The role of this user is now ${role}.` };
      }),
    );
  addExamples(command, ['ramz user role 09123456789 admin', 'ramz user role sara@example.com user']);
}
