import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';

const FILE = 'secrets.json';

/**
 * Reads the secrets of a development installation from `DATA_DIR/secrets.json`, which the first start creates, so that
 * codes and sessions survive a restart.
 * @param schema of the file, whose fields are named as the variables
 */
export function developmentSecrets<S extends z.ZodType>(dataDir: string, schema: S): z.output<S> {
  const path = join(dataDir, FILE);
  const result = schema.safeParse(read(path) ?? create(dataDir, path));
  if (!result.success) throw new Error(`${path} cannot be used. Delete it, and Ramz makes new development secrets.`);
  return result.data;
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
