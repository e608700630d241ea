// npm run admin-key -- create NAME      makes an admin API key, which works at once, and prints it once
// npm run admin-key -- list             names of keys, when they were made and revoked, and where they come from
// npm run admin-key -- revoke NAME      ends every key of that name at once
// npm run admin-key -- print NAME       makes a key without a database, and prints its line for ADMIN_API_KEYS
import { fail, runCommand } from './command.mjs';
import { prepare, runScript } from './prepare.mjs';

const USAGE = `Usage: npm run admin-key -- create NAME    makes a key, which works at once
       npm run admin-key -- list           shows which keys there are
       npm run admin-key -- revoke NAME    ends every key of that name at once
       npm run admin-key -- print NAME     makes a key for ADMIN_API_KEYS, without a database
NAME says who uses the key, and stands with what they ask for: 1 to 64 letters, digits, dots, dashes or underscores.`;

const COMMANDS = {
  create: (name) => withKeys(async (keys) => printKey(name, await keys.create(name))),
  list: () => withKeys(async (keys) => printList(await keys.list())),
  revoke: (name) => withKeys(async (keys) => printRevoked(name, await keys.revoke(name))),
  print: (name) =>
    runScript(async () => {
      await prepare();
      const { newApiKey } = await import('../dist/commands.js');
      const { key, digest } = newApiKey();
      printKey(name, key);
      console.log(`What Ramz needs to know of it. Several are separated by commas.

  ADMIN_API_KEYS=${name}:${digest.toString('hex')}
`);
    }),
};

const [command = '', ...names] = process.argv.slice(2);
const isSound = command === 'list' ? names.length === 0 : names.length === 1 && /^[A-Za-z0-9_.-]{1,64}$/.test(names[0]);
if (Object.hasOwn(COMMANDS, command) && isSound) await COMMANDS[command](...names);
else fail(USAGE);

async function withKeys(work) {
  await runCommand(async ({ environment, prisma }) => {
    const { adminConfig, AdminKeyRepository, AdminKeyService, Clock } = await import('../dist/commands.js');
    await work(new AdminKeyService(adminConfig.read(environment), new AdminKeyRepository(prisma), new Clock()));
  });
}

function printKey(name, key) {
  console.log(`The key. It is shown only now: keep it where ${name} reads it, and send it as the header X-API-Key.

  ${key}
`);
}

function printList(keys) {
  if (keys.length === 0) return console.log('There is no key. Make one with: npm run admin-key -- create NAME');
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
  if (count === 0) return fail(`No live key has the name ${name}.`);
  console.log(`${count === 1 ? 'The key' : `${count} keys`} of ${name} ended.`);
}
