import { type Command, Option } from 'commander';
import {
  AdminMessageService,
  CommandAuditService,
  ListMessagesDto,
  toMessageDetailDto,
  toMessagePageDto,
} from '../../admin/index.js';
import { MESSAGE_KINDS, MESSAGE_STATUSES } from '../../messaging/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { readMessageId } from '../message-id.js';
import { describeMessage, messageTable } from '../message-text.js';
import { readQuery } from '../read-query.js';

interface Filters {
  batch?: string;
  [filter: string]: string | undefined;
}

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('messages')
    .description('Lists messages, the newest first, or shows one with every call to a provider. Texts are not shown.')
    .argument('[id]', 'id of a message')
    .option('--phone <number>', 'only to this number in any form, or to this e-mail address')
    .addOption(new Option('--status <status>', 'only with this status').choices(MESSAGE_STATUSES))
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(MESSAGE_KINDS))
    .option('--provider <name>', 'only those that this provider accepted or was the last to refuse')
    .option('--batch <id>', 'only of this bulk send')
    .option('--from <time>', 'only created at this time or later, such as 2026-01-31T12:00:00Z')
    .option('--to <time>', 'only created before this time')
    .option('--limit <count>', 'how many are listed at most')
    .option('--cursor <cursor>', 'the next_cursor of the page before')
    .action((id: string | undefined, filters: Filters) => (id === undefined ? list(cli, filters) : show(cli, id)));
  addExamples(command, [
    'ramz messages --phone 09123456789',
    'ramz messages --status failed --from 2026-01-31T00:00:00Z --json',
    'ramz messages 0198c5e2-7b1a-7000-8000-123456789012',
  ]);
}

function list(cli: CommandLine, { batch, ...filters }: Filters): Promise<void> {
  return cli.run(async (app) => {
    const query = await readQuery(ListMessagesDto, { ...filters, batch_id: batch });
    const action = { action: 'listMessages', target: filters['phone'] };
    const page = await app.get(CommandAuditService).record(action, async (count) => {
      const { rows, hasMore } = await app.get(AdminMessageService).page(query);
      count(rows.length);
      return toMessagePageDto(rows, hasMore);
    });
    const next = page.next_cursor === null ? [] : [`There are more: add --cursor ${page.next_cursor}`];
    return {
      result: page,
      text: page.items.length === 0 ? 'There is no such message.' : [...messageTable(page.items), ...next],
    };
  });
}

function show(cli: CommandLine, text: string): Promise<void> {
  return cli.run(async (app) => {
    const id = readMessageId(text);
    const find = async () => toMessageDetailDto(await app.get(AdminMessageService).get(id));
    const message = await app.get(CommandAuditService).record({ action: 'findMessage', target: id }, find);
    return { result: message, text: describeMessage(message) };
  });
}
