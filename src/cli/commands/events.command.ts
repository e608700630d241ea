import { Argument, type Command, InvalidArgumentError } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import { EVENT_TYPES, EventReplayService, seqOf, type EventType } from '../../events/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { followEvents } from '../follow-events.js';
import { readTime } from '../read-time.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.error.js';

interface Selection {
  id?: bigint[];
  type?: EventType[];
  subject?: string;
  from?: Date;
  to?: Date;
  all?: boolean;
}

export function register(program: Command, cli: CommandLine): void {
  const events = program.command('events').description('Shows events as they come, and sends samples and old events.');
  addExamples(events, ['ramz events listen', 'ramz events trigger otp.verified']);
  for (const registerOne of [listen, trigger, replay]) registerOne(events, cli);
}

function listen(events: Command, cli: CommandLine): void {
  const command = events
    .command('listen')
    .description(
      'Prints events as they come, until it is interrupted. With --json, each event is a document on a line.',
    )
    .option('--type <types>', 'only of these types, separated by commas', readTypes)
    .option('--cursor <cursor>', 'start after this place instead of now: the resume_cursor of GET /api/v1/events')
    .action(({ type, cursor }: { type?: EventType[]; cursor?: string }) =>
      cli.run(async (app) => {
        const signal = cli.interruption();
        await app.get(CommandAuditService).record({ action: 'listEvents' }, async (count) => {
          count(await followEvents(app, cli, { types: type, cursor, signal }));
        });
      }),
    );
  addExamples(command, ['ramz events listen', 'ramz events listen --type otp.verified,otp.failed --json']);
}

function trigger(events: Command, cli: CommandLine): void {
  const command = events
    .command('trigger')
    .description('Writes a sample of a type, marked by is_sample, which a worker sends to EVENT_WEBHOOK_URL.')
    .addArgument(new Argument('<type>', 'type of the event').choices(EVENT_TYPES))
    .action((type: EventType) =>
      cli.run(async (app) => {
        await app.get(EventReplayService).trigger(type);
        return { result: { type, is_sample: true }, text: `A worker sends a sample of ${type}, marked by is_sample.` };
      }),
    );
  addExamples(command, ['ramz events trigger otp.verified']);
}

function replay(events: Command, cli: CommandLine): void {
  const command = events
    .command('replay')
    .description('Has stored events sent to EVENT_WEBHOOK_URL again, with the same ids, by a worker.')
    .option('--id <ids>', 'these events, separated by commas, such as evt_1042', readEventIds)
    .option('--type <types>', 'only of these types, separated by commas', readTypes)
    .option('--subject <id>', 'only about this challenge, message, user or alert')
    .option('--from <time>', 'only that happened at this time or later, such as 2026-01-31T12:00:00Z', readTime)
    .option('--to <time>', 'only that happened before this time', readTime)
    .option('--all', 'every stored event')
    .action(({ id, type, all, ...selection }: Selection) =>
      cli.run(async (app) => {
        const selected = { ...selection, seqs: id, types: type };
        if (!all && Object.values(selected).every((one) => one === undefined)) {
          throw new UsageError('Say which events: --id, --type, --subject, --from, --to, or --all.');
        }
        const service = app.get(EventReplayService);
        const sent = await app.get(CommandAuditService).record({ action: 'replayEvents' }, async (count) => {
          const sum = await service.replay(selected);
          count(sum);
          return sum;
        });
        const text = sent === 0 ? 'There is no such event.' : `A worker sends ${counted(sent, 'event')} again.`;
        return { result: { replayed: sent }, text, ok: sent > 0 };
      }),
    );
  addExamples(command, [
    'ramz events replay --id evt_1042',
    'ramz events replay --from 2026-01-31T12:00:00Z --to 2026-01-31T13:00:00Z --type otp.verified',
  ]);
}

function readTypes(text: string): EventType[] {
  return text.split(',').map((name) => {
    const type = EVENT_TYPES.find((one) => one === name.trim());
    if (!type) throw new InvalidArgumentError(`The types are ${EVENT_TYPES.join(', ')}.`);
    return type;
  });
}

function readEventIds(text: string): bigint[] {
  return text.split(',').map((id) => {
    const seq = seqOf(id.trim());
    if (seq === undefined) throw new InvalidArgumentError('An event has an id such as evt_1042.');
    return seq;
  });
}
