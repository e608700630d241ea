import type { Command } from 'commander';
import { toAccountsDto, type AccountsDto } from '../../admin/index.js';
import { ProviderAccountService } from '../../sms/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { bold, fields } from '../text.js';

type Account = AccountsDto['accounts'][number];

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('account')
    .description('Shows the account at each provider: credit, expiry, type, default sender and settings.')
    .action(() =>
      cli.run(async (app) => {
        cli.progress('Asking the providers.');
        const accounts = toAccountsDto(await app.get(ProviderAccountService).check());
        const ok = accounts.accounts.every(({ error, low }) => error === undefined && !low);
        return { result: accounts, text: render(accounts), ok };
      }),
    );
  addExamples(command, ['ramz account', 'ramz account --json']);
}

function render({ accounts }: AccountsDto): string[] {
  if (accounts.length === 0) return ['No provider with an account has a key, so texts are simulated or not sent.'];
  return accounts.flatMap((account, index) => [
    ...(index > 0 ? [''] : []),
    bold(account.provider),
    ...describe(account),
  ]);
}

function describe({
  credit,
  currency = '',
  low,
  type,
  expires_at: expiresAt,
  settings = {},
  error,
}: Account): string[] {
  const amount = credit === undefined ? undefined : `${credit} ${currency}${low ? ', which is low: top it up' : ''}`;
  return fields({
    ...(error !== undefined && { error }),
    ...(amount !== undefined && { credit: amount.replace(' XXX', '') }),
    ...(type !== undefined && { type }),
    ...(expiresAt !== undefined && { 'valid until': expiresAt.slice(0, 10) }),
    ...settings,
  });
}
