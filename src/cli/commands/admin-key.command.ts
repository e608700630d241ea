import { type Command, InvalidArgumentError } from 'commander';
import {
  AdminKeyService,
  CommandAuditService,
  newApiKey,
  readGrant,
  SCOPES,
  type KeyGrant,
} from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { table } from '../text.js';

const NAME = 'identifies the user of the key in the audit log: 1 to 64 letters, digits, dots, dashes or underscores';
const GRANT = `what the key may be used for, and its last day, such as send+read@2027-01-31; without it, everything. The scopes are ${SCOPES.join(', ')}`;

interface Grant {
  text: string;
  grant: KeyGrant;
}

export function register(program: Command, cli: CommandLine): void {
  const keys = program.command('admin-key').description('Creates, lists and revokes the keys of the admin routes.');
  addExamples(keys, ['ramz admin-key create shop send+read@2027-01-31', 'ramz admin-key list']);
  for (const registerOne of [create, list, revoke, print]) registerOne(keys, cli);
}

function create(keys: Command, cli: CommandLine): void {
  withGrant(keys, 'create', 'Creates a key and prints it once. It works at once.').action(
    (name: string, grant?: Grant) =>
      cli.run(async (app) => {
        const service = app.get(AdminKeyService);
        const key = await app.get(CommandAuditService).record({ action: 'createAdminKey' }, async (count) => {
          const created = await service.create(name, grant?.grant);
          count(1);
          return created;
        });
        return { result: { name, key, ...describeGrant(grant) }, text: showKey(name, key) };
      }),
  );
}

function list(keys: Command, cli: CommandLine): void {
  const command = keys
    .command('list')
    .description('Lists the keys: name, scopes, expiry, last use, revocation, origin.');
  addExamples(command, ['ramz admin-key list', 'ramz admin-key list --json']).action(() =>
    cli.run(async (app) => {
      const items = (await app.get(AdminKeyService).list()).map((key) => ({
        name: key.name,
        scopes: key.scopes,
        created_at: key.createdAt?.toISOString() ?? null,
        expires_at: key.expiresAt?.toISOString() ?? null,
        last_used_at: key.lastUsedAt?.toISOString() ?? null,
        revoked_at: key.revokedAt?.toISOString() ?? null,
        source: key.source,
      }));
      const headings = ['NAME', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED', 'REVOKED', 'FROM'];
      const rows = items.map((key) => [
        key.name,
        key.scopes.join('+'),
        key.created_at,
        key.expires_at,
        key.last_used_at,
        key.revoked_at,
        key.source,
      ]);
      const text =
        rows.length > 0 ? table(headings, rows) : 'There are no keys. Create one with: ramz admin-key create NAME';
      return { result: { items }, text };
    }),
  );
}

function revoke(keys: Command, cli: CommandLine): void {
  const command = keys
    .command('revoke')
    .description('Revokes every key of a name at once, also those of ADMIN_API_KEYS.')
    .argument('<name>', NAME, readName);
  addExamples(command, ['ramz admin-key revoke shop']).action((name: string) =>
    cli.run(async (app) => {
      const revoked = await app.get(CommandAuditService).record({ action: 'revokeAdminKey' }, async (count) => {
        const sum = await app.get(AdminKeyService).revoke(name);
        count(sum);
        return sum;
      });
      const text = `Revoked ${revoked === 1 ? 'the key' : `${revoked} keys`} of ${name}.`;
      return revoked === 0
        ? { result: { name, revoked }, text: `No active key has the name ${name}.`, ok: false }
        : { result: { name, revoked }, text };
    }),
  );
}

function print(keys: Command, cli: CommandLine): void {
  withGrant(keys, 'print', 'Prints a new key for ADMIN_API_KEYS. Needs no database.').action(
    (name: string, grant?: Grant) =>
      cli.runAlone(async () => {
        const { key, digest } = newApiKey();
        const entry = [name, digest.toString('hex'), grant?.text].filter(Boolean).join(':');
        return {
          result: { name, key, ...describeGrant(grant), ADMIN_API_KEYS: entry },
          text: [
            ...showKey(name, key),
            "Add this to Ramz's environment. Separate several keys with commas.",
            '',
            `  ADMIN_API_KEYS=${entry}`,
          ],
        };
      }),
  );
}

function withGrant(keys: Command, name: string, description: string): Command {
  const command = keys
    .command(name)
    .description(description)
    .argument('<name>', NAME, readName)
    .argument('[grant]', GRANT, readWrittenGrant);
  return addExamples(command, [`ramz admin-key ${name} shop`, `ramz admin-key ${name} shop send+read@2027-01-31`]);
}

function readName(text: string): string {
  if (/^[A-Za-z0-9_.-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('A name has 1 to 64 letters, digits, dots, dashes or underscores.');
}

function readWrittenGrant(text: string): Grant {
  const grant = readGrant(text);
  if (grant) return { text, grant };
  throw new InvalidArgumentError(
    `Write scopes and a last day, such as send+read@2027-01-31. Scopes: ${SCOPES.join(', ')}.`,
  );
}

function describeGrant(grant?: Grant) {
  const { scopes = ['admin'], expiresAt } = grant?.grant ?? {};
  return { scopes, expires_at: expiresAt?.toISOString() ?? null };
}

function showKey(name: string, key: string): string[] {
  return [
    `The key is shown only once. Store it where ${name} reads it, and send it in the header X-API-Key.`,
    '',
    `  ${key}`,
    '',
  ];
}
