import type { Command } from 'commander';
import {
  AdminUserService,
  CommandAuditService,
  ListUserSessionsDto,
  toAdminUserDto,
  toAdminUserPageDto,
  toSnakeCase,
  toUserSessionPageDto,
} from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { onUser } from '../on-user.js';
import { readQuery } from '../read-query.js';
import { counted, table } from '../text.js';
import { describeUser } from '../user-text.js';
import { userOf } from '../user-of.js';

export function register(program: Command, cli: CommandLine): void {
  const users = program.command('users').description('Finds users, ends sessions, blocks, erases and exports users.');
  addExamples(users, ['ramz users find 09123456789', 'ramz users block sara@example.com']);
  for (const registerOne of [find, sessions, block, unblock, erase, exportData]) registerOne(users, cli);
}

function find(users: Command, cli: CommandLine): void {
  withUser(users, 'find', 'Finds a user.', [
    'ramz users find 09123456789',
    'ramz users find sara@example.com --json',
  ]).action((query: string) =>
    cli.run(async (app) => {
      const page = await app.get(CommandAuditService).record({ action: 'findUser', target: query }, async (count) => {
        const found = toAdminUserPageDto(await app.get(AdminUserService).find(query));
        count(found.items.length);
        return found;
      });
      const [user] = page.items;
      return { result: page, text: user ? describeUser(user) : 'There is no such user.', ok: user !== undefined };
    }),
  );
}

function sessions(users: Command, cli: CommandLine): void {
  withUser(users, 'sessions', 'Lists the sessions of a user that have not ended, or ends all of them.', [
    'ramz users sessions 09123456789',
    'ramz users sessions 09123456789 --end',
  ])
    .option('--end', 'end all of them')
    .option('--limit <count>', 'how many are listed at most')
    .option('--cursor <cursor>', 'the next_cursor of the page before')
    .action((query: string, { end, ...options }: { end?: boolean; limit?: string; cursor?: string }) =>
      cli.run(async (app) => {
        const { cursor, limit } = await readQuery(ListUserSessionsDto, options);
        if (end) {
          const ended = await onUser(
            app,
            { action: 'endUserSessions', query },
            async ({ users: service, user, count }) => {
              const sum = await service.endSessions(user.id);
              count(sum);
              return sum;
            },
          );
          return { result: { ended }, text: `Ended ${counted(ended, 'session')}.` };
        }
        const page = await onUser(
          app,
          { action: 'listUserSessions', query },
          async ({ users: service, user, count }) => {
            const listed = toUserSessionPageDto(await service.sessions(user.id, cursor, limit + 1), limit);
            count(listed.items.length);
            return listed;
          },
        );
        const rows = page.items.map((one) => [
          one.id,
          one.created_at,
          one.last_used_at,
          one.expires_at,
          one.user_agent,
        ]);
        const list = table(['ID', 'SIGNED IN', 'LAST USED', 'EXPIRES', 'DEVICE'], rows);
        const next = page.next_cursor === null ? [] : [`There are more: add --cursor ${page.next_cursor}`];
        return { result: page, text: rows.length === 0 ? 'The user has no open session.' : [...list, ...next] };
      }),
    );
}

function block(users: Command, cli: CommandLine): void {
  withUser(users, 'block', 'Blocks a user: sessions end, and no code opens one until the user is unblocked.', [
    'ramz users block 09123456789',
  ]).action((query: string) =>
    cli.run(async (app) =>
      onUser(app, { action: 'blockUser', query }, async ({ users: service, user, count }) => {
        const ended = await service.block(user.id);
        count(1 + ended);
        const result = toAdminUserDto(await service.get(user.id));
        return { result, text: `Blocked the user ${user.id}, and ended ${counted(ended, 'session')}.` };
      }),
    ),
  );
}

function unblock(users: Command, cli: CommandLine): void {
  withUser(users, 'unblock', 'Lets a blocked user sign in again.', ['ramz users unblock 09123456789']).action(
    (query: string) =>
      cli.run(async (app) =>
        onUser(app, { action: 'unblockUser', query }, async ({ users: service, user, count }) => {
          await service.unblock(user.id);
          count(1);
          const result = toAdminUserDto(await service.get(user.id));
          return { result, text: `The user ${user.id} can sign in again.` };
        }),
      ),
  );
}

function erase(users: Command, cli: CommandLine): void {
  withUser(users, 'erase', 'Deletes a user with sessions and codes; messages and events stay under a pseudonym.', [
    'ramz users erase 09123456789',
    'ramz users erase 0198c5e2-7b1a-7000-8000-123456789012 --yes',
  ])
    .option('--yes', 'do not ask')
    .action((query: string, options: { yes?: boolean }) =>
      cli.run(async (app) => {
        const { id } = await userOf(app, query);
        await cli.confirm(`Erase the user ${id}? This cannot be undone.`, options);
        return onUser(app, { action: 'eraseUser', query: id }, async ({ users: service, count }) => {
          const erased = await service.erase(id);
          const { sessions: ended, codes, messages, events } = erased;
          count(1 + ended + codes + messages + events);
          const rows = [counted(ended, 'session'), counted(codes, 'code')].join(' and ');
          const kept = [counted(messages, 'message'), counted(events, 'event')].join(' and ');
          return { result: erased, text: `Erased the user ${id} with ${rows}. ${kept} stay under a pseudonym.` };
        });
      }),
    );
}

function exportData(users: Command, cli: CommandLine): void {
  withUser(users, 'export', 'Prints everything that is stored about a user as JSON, without digests, keys and texts.', [
    'ramz users export 09123456789 > user.json',
  ]).action((query: string) =>
    cli.run(async (app) =>
      onUser(app, { action: 'exportUser', query }, async ({ users: service, user, count }) => {
        const data = await service.export(user.id);
        count(1 + data.sessions.length + data.codes.length + data.messages.length);
        const result = toSnakeCase(data);
        return { result, text: JSON.stringify(result, null, 2) };
      }),
    ),
  );
}

function withUser(users: Command, name: string, description: string, examples: string[]): Command {
  const command = users.command(name).description(description);
  return addExamples(command.argument('<user>', 'id, number in any form, or e-mail address'), examples);
}
