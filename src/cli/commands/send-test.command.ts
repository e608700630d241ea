import { InvalidArgumentError, type Command } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import { maskPhoneNumber, parsePhoneNumber } from '../../common/phone-number.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import {
  planTest,
  SendTestService,
  type OnlyMethod,
  type TestPlan,
  type TestResult,
  type TestStepResult,
} from '../../doctor/index.js';
import { EarlyReportRepository, messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import { EXAMPLE_PROVIDER, ProviderRegistry, providersFor, smsConfig, type SmsConfig } from '../../sms/index.js';
import type { INestApplicationContext } from '@nestjs/common';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.error.js';

const MAX_WAIT_SECONDS = 3600;

interface Options {
  only?: OnlyMethod;
  wait: number;
  yes?: boolean;
}

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('send-test')
    .argument('<number>', 'a phone of your own, in any form that the API accepts')
    .description(
      "Sends one message by each method of each provider of the number's route, and shows what was answered. It costs " +
        'what the providers charge for these messages.',
    )
    .option('--only <provider/method>', 'one provider, or one of its methods', readOnly)
    .option('--wait <seconds>', 'wait so long for delivery reports', readSeconds, 0)
    .option('-y, --yes', 'do not ask before sending')
    .action((number: string, options: Options) =>
      cli.run(async (app) => {
        const plan = makePlan(app, number, options.only);
        await cli.confirm(`${describePlan(plan)} Send?`, options);
        const result = await app
          .get(CommandAuditService)
          .record({ action: 'send-test', target: number }, (count) => runPlan(cli, app, plan, options, count));
        return { result, text: summarise(result), ok: result.ok };
      }),
    );
  addExamples(command, [
    'ramz send-test 09123456789',
    `ramz send-test 09123456789 --only ${EXAMPLE_PROVIDER}/lookup --wait 120 --yes`,
    'ramz send-test +573001234567 --yes --json',
  ]);
}

/** @throws UsageError */
function makePlan(app: INestApplicationContext, number: string, only?: OnlyMethod): TestPlan {
  const { defaultCountry } = app.get<InstallationConfig>(installationConfig.KEY);
  const parsed = parsePhoneNumber(number, { defaultCountry, channel: 'sms' });
  if (!parsed.ok) throw new UsageError(`${parsed.sentence}.`);
  const { country, e164: recipient } = parsed;
  const names = providersFor(country, app.get<SmsConfig>(smsConfig.KEY));
  if (names.length === 0) {
    throw new Error(`SMS_ROUTES has no provider with a key for ${country}. Set the key of one, or correct SMS_ROUTES.`);
  }
  const registry = app.get(ProviderRegistry);
  const providers = names.map((name) => registry.get(name));
  const plan = planTest({ recipient, country }, providers, Date.now(), only);
  if (plan.steps.length > 0) return plan;
  const all = planTest({ recipient, country }, providers, Date.now()).steps.map(nameOf);
  throw new UsageError(
    all.length > 0
      ? `The route to ${country} has no such method. Name one of: ${all.join(', ')}.`
      : `No provider of the route to ${country} has a method that is configured. Set its sender or its template.`,
  );
}

async function runPlan(
  cli: CommandLine,
  app: INestApplicationContext,
  plan: TestPlan,
  { wait }: Options,
  count: (rows: number) => void,
): Promise<TestResult> {
  const { timeoutMs } = app.get<MessagingConfig>(messagingConfig.KEY);
  const total = plan.steps.length;
  const result = await new SendTestService(app.get(EarlyReportRepository)).run(plan, {
    timeoutMs,
    waitMs: wait * 1000,
    signal: wait > 0 ? cli.interruption() : undefined,
    onStep: (step, index) => {
      cli.progress(`${index + 1} of ${total}: ${describeStep(step)}`);
      if (index + 1 === total && wait > 0) cli.progress(`Waiting up to ${wait} seconds for delivery reports.`);
    },
  });
  count(result.steps.filter(({ outcome }) => outcome === 'accepted').length);
  return result;
}

function describePlan({ recipient, steps }: TestPlan): string {
  const what = `This sends ${counted(steps.length, 'message')} of one segment to ${maskPhoneNumber(recipient)}`;
  return `${what}, by ${steps.map(nameOf).join(', ')}. Each one costs what its provider charges.`;
}

function nameOf({ provider, method }: TestPlan['steps'][number]): string {
  return `${provider.name}/${method}`;
}

function describeStep(step: TestStepResult): string {
  const { provider, method, outcome, code, meaning, message_id: id, cost, currency = '', duration, delivery } = step;
  const answer = outcome === 'accepted' ? `accepted as ${id}` : `${outcome.replaceAll('_', ' ')}: ${meaning}`;
  const details = [
    code !== undefined && `code ${code}`,
    cost !== undefined && `${cost} ${currency}`.trimEnd(),
    `${duration} ms`,
    delivery && [delivery.state, delivery.meaning].filter(Boolean).join(': '),
  ];
  return `${provider}/${method} ${answer} (${details.filter(Boolean).join(', ')})`;
}

function summarise({ steps, spent }: TestResult): string[] {
  const costs = spent.map(({ currency, amount }) => `${amount} ${currency}`.trimEnd());
  const accepted = steps.filter(({ outcome }) => outcome === 'accepted').length;
  return [
    ...steps.map(describeStep),
    '',
    `${accepted} of ${counted(steps.length, 'message')} accepted. Cost as far as the providers name it: ${costs.join(', ') || 'none'}.`,
  ];
}

function readOnly(given: string): OnlyMethod {
  const [, provider, method] = /^([a-z0-9_-]+)(?:\/([a-z_]+))?$/.exec(given.toLowerCase()) ?? [];
  if (!provider)
    throw new InvalidArgumentError('Name a provider, or a provider and a method with a slash between them.');
  return { provider, ...(method !== undefined && { method }) };
}

function readSeconds(given: string): number {
  const seconds = Number(given);
  if (!/^\d+$/.test(given) || seconds > MAX_WAIT_SECONDS) {
    throw new InvalidArgumentError(`Give whole seconds, at most ${MAX_WAIT_SECONDS}.`);
  }
  return seconds;
}
