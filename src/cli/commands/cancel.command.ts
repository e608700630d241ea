import type { Command } from 'commander';
import { AdminMessageService, CommandAuditService, toMessageDetailDto } from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { readMessageId } from '../message-id.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('cancel')
    .description('Cancels a queued message, or recalls one that a provider has accepted, if that provider can.')
    .argument('<id>', 'id of the message')
    .action((text: string) =>
      cli.run(async (app) => {
        const id = readMessageId(text);
        const action = { action: 'cancelMessage', target: id };
        return app.get(CommandAuditService).record(action, async (count) => {
          const message = await app.get(AdminMessageService).cancel(id);
          count(1);
          return { result: toMessageDetailDto(message), text: `The message ${id} is cancelled.` };
        });
      }),
    );
  addExamples(command, ['ramz cancel 0198c5e2-7b1a-7000-8000-123456789012']);
}
