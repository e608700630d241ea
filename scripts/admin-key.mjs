import { fail, runCommand } from './command.mjs';
import { prepare, runScript } from './prepare.mjs';

const USAGE = `Usage: npm run admin-key -- create NAME [GRANT]   create an admin API key and print it; it is active immediately
       npm run admin-key -- list                  list the keys: name, scopes, expiry, last use, revocation, origin
       npm run admin-key -- revoke NAME           revoke every key with this name immediately
       npm run admin-key -- print NAME [GRANT]    print a new key for ADMIN_API_KEYS; needs no database
NAME identifies the user of the key in the audit log: 1 to 64 letters, digits, dots, dashes or underscores.
GRANT says what the key may be used for and its last day, such as send+read@2027-01-31. The scopes are send, read,
support and admin. Without GRANT the key may be used for everything and does not expire.`;

const COMMANDS = {
  create: (name, grant) =>
    withKeys(async (keys, { readGrant }) => {
      const read = grant === undefined ? undefined : readGrant(grant);
      if (grant !== undefined && !read) return fail(USAGE);
      printKey(name, await keys.create(name, read));
    }),
  list: () => withKeys(async (keys) => printList(await keys.list())),
  revoke: (name) => withKeys(async (keys) => printRevoked(name, await keys.revoke(name))),
  print: (name, grant) =>
    runScript(async () => {
      await prepare();
      const { newApiKey, readGrant } = await import('../dist/bundle/commands.js');
      if (grant !== undefined && !readGrant(grant)) return fail(USAGE);
      const { key, digest } = newApiKey();
      printKey(name, key);
      console.log(`Add this to Ramz's environment. Separate several keys with commas.

  ADMIN_API_KEYS=${[name, digest.toString('hex'), grant].filter(Boolean).join(':')}
`);
    }),
};

const LONGEST = { create: 2, list: 0, revoke: 1, print: 2 };
const [command = '', ...args] = process.argv.slice(2);
const isValid = command === 'list' || /^[A-Za-z0-9_.-]{1,64}$/.test(args[0] ?? '');
if (Object.hasOwn(COMMANDS, command) && isValid && args.length <= LONGEST[command]) await COMMANDS[command](...args);
else fail(USAGE);

async function withKeys(work) {
  await runCommand(async ({ environment, prisma }) => {
    const commands = await import('../dist/bundle/commands.js');
    const { adminConfig, AdminKeyRepository, AdminKeyService, Clock } = commands;
    const keys = new AdminKeyService(adminConfig.read(environment), new AdminKeyRepository(prisma), new Clock());
    await work(keys, commands);
  });
}

function printKey(name, key) {
  console.log(`The key is shown only once. Store it where ${name} reads it, and send it in the header X-API-Key.

  ${key}
`);
}

function printList(keys) {
  if (keys.length === 0) return console.log('There are no keys. Create one with: npm run admin-key -- create NAME');
  const rows = keys.map(({ name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, source }) => [
    name,
    scopes.join('+'),
    ...[createdAt, expiresAt, lastUsedAt, revokedAt].map((time) => time?.toISOString() ?? '-'),
    source,
  ]);
  const table = [['NAME', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED', 'REVOKED', 'FROM'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

function printRevoked(name, count) {
  if (count === 0) return fail(`No active key has the name ${name}.`);
  console.log(`Revoked ${count === 1 ? 'the key' : `${count} keys`} of ${name}.`);
}
