import { fail, runCommand } from './command.mjs';
import { prepare, runScript } from './prepare.mjs';

const USAGE = `Usage: npm run admin-key -- create NAME    create an admin API key and print it; it is active immediately
       npm run admin-key -- list           list the keys: name, created, revoked, origin
       npm run admin-key -- revoke NAME    revoke every key with this name immediately
       npm run admin-key -- print NAME     print a new key for ADMIN_API_KEYS; needs no database
NAME identifies the user of the key in the audit log: 1 to 64 letters, digits, dots, dashes or underscores.`;

const COMMANDS = {
  create: (name) => withKeys(async (keys) => printKey(name, await keys.create(name))),
  list: () => withKeys(async (keys) => printList(await keys.list())),
  revoke: (name) => withKeys(async (keys) => printRevoked(name, await keys.revoke(name))),
  print: (name) =>
    runScript(async () => {
      await prepare();
      const { newApiKey } = await import('../dist/bundle/commands.js');
      const { key, digest } = newApiKey();
      printKey(name, key);
      console.log(`Add this to Ramz's environment. Separate several keys with commas.

  ADMIN_API_KEYS=${name}:${digest.toString('hex')}
`);
    }),
};

const [command = '', ...names] = process.argv.slice(2);
const isValid = command === 'list' ? names.length === 0 : names.length === 1 && /^[A-Za-z0-9_.-]{1,64}$/.test(names[0]);
if (Object.hasOwn(COMMANDS, command) && isValid) await COMMANDS[command](...names);
else fail(USAGE);

async function withKeys(work) {
  await runCommand(async ({ environment, prisma }) => {
    const { adminConfig, AdminKeyRepository, AdminKeyService, Clock } = await import('../dist/bundle/commands.js');
    await work(new AdminKeyService(adminConfig.read(environment), new AdminKeyRepository(prisma), new Clock()));
  });
}

function printKey(name, key) {
  console.log(`The key is shown only once. Store it where ${name} reads it, and send it in the header X-API-Key.

  ${key}
`);
}

function printList(keys) {
  if (keys.length === 0) return console.log('There are no keys. Create one with: npm run admin-key -- create NAME');
  const rows = keys.map(({ name, createdAt, revokedAt, source }) => [
    name,
    createdAt?.toISOString() ?? '-',
    revokedAt?.toISOString() ?? '-',
    source,
  ]);
  const table = [['NAME', 'CREATED', 'REVOKED', 'FROM'], ...rows];
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
