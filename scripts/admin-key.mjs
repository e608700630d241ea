// npm run admin-key -- NAME        makes an admin API key, and prints it once with its line for ADMIN_API_KEYS
import { createHash, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;

const [name = '', ...rest] = process.argv.slice(2);
if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name) || rest.length > 0) {
  console.error(`Usage: npm run admin-key -- NAME
NAME says who uses the key, and stands with what they ask for: 1 to 64 letters, digits, dots, dashes or underscores.`);
  process.exit(1);
}

const key = `ramz_${randomBytes(KEY_BYTES).toString('base64url')}`;
const digest = createHash('sha256').update(key).digest('hex');

console.log(`The key. It is shown only now: keep it where ${name} reads it, and send it as the header X-API-Key.

  ${key}

What Ramz needs to know of it. Several are separated by commas.

  ADMIN_API_KEYS=${name}:${digest}
`);
