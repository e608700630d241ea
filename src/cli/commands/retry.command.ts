import type { Command } from 'commander';
import { AdminMessageService, CommandAuditService, toMessageDetailDto } from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { readMessageId } from '../message-id.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('retry')
    .description('Adds a queued message to the queue again, in case the queue has lost it.')
    .argument('<id>', 'id of the message')
    .action((text: string) =>
      cli.run(async (app) => {
        const id = readMessageId(text);
        const action = { action: 'retryMessage', target: id };
        return app.get(CommandAuditService).record(action, async () => {
          const message = await app.get(AdminMessageService).retry(id);
          return { result: toMessageDetailDto(message), text: `The message ${id} is in the queue again.` };
        });
      }),
    );
  addExamples(command, ['ramz retry 0198c5e2-7b1a-7000-8000-123456789012']);
}
