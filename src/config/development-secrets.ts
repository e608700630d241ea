import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentSchema, type Environment } from './environment.schema.js';

const FILE = 'secrets.json';
const schema = environmentSchema.pick({ OTP_PEPPERS: true, DATA_KEYS: true, TOKEN_PRIVATE_KEYS: true }).required();

/**
 * The secrets that a development set-up has not been given, made once and kept in `DATA_DIR/secrets.json`, so that
 * codes and sessions outlive a restart. Touches no file when all are given.
 */
export function developmentSecrets(dataDir: string, env: Environment) {
  if (env.OTP_PEPPERS && env.DATA_KEYS && env.TOKEN_PRIVATE_KEYS) return undefined;
  const path = join(dataDir, FILE);
  const stored = read(path) ?? create(dataDir, path);
  const result = schema.safeParse(stored);
  if (!result.success) throw new Error(`${path} cannot be used. Delete it, and Ramz makes new development secrets.`);
  const { OTP_PEPPERS, DATA_KEYS, TOKEN_PRIVATE_KEYS } = result.data;
  return { peppers: OTP_PEPPERS, dataKeys: DATA_KEYS, tokenPrivateKeys: TOKEN_PRIVATE_KEYS };
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR')
      throw new Error(`DATA_DIR is to be a folder, and ${dirname(path)} lies in a file. Set it to another.`, {
        cause: error,
      });
    return {};
  }
}

/** Written aside and linked into place: of several processes that start at once, one wins and all read its file. */
function create(dataDir: string, path: string): unknown {
  const secrets = {
    OTP_PEPPERS: `dev:${randomBytes(32).toString('base64')}`,
    DATA_KEYS: `dev:${randomBytes(32).toString('base64')}`,
    TOKEN_PRIVATE_KEYS: JSON.stringify([
      { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'dev' },
    ]),
  };
  const draft = `${path}.${process.pid}`;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  try {
    linkSync(draft, path);
    rmSync(draft);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') rmSync(draft);
    else renameSync(draft, path);
  }
  return read(path);
}
