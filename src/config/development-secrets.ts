import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { codeOf } from '../common/system-error.js';

const FILE = 'secrets.json';

/**
 * Reads the secrets of a development installation from `DATA_DIR/secrets.json`. The first start creates the file, so
 * that codes and sessions survive a restart.
 * @param schema schema of the file, whose fields have the names of the variables
 */
export function developmentSecrets<S extends z.ZodType>(dataDir: string, schema: S): z.output<S> {
  const path = join(dataDir, FILE);
  const result = schema.safeParse(read(path) ?? create(dataDir, path));
  if (!result.success) throw new Error(`${path} is not valid. Delete it, and Ramz creates new development secrets.`);
  return result.data;
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ENOTDIR') {
      throw new Error(`DATA_DIR must be a folder, but ${dirname(path)} is not one. Set it to another path.`, {
        cause: error,
      });
    }
    return {};
  }
}

/** Links a finished file into place: if several processes start at once, one succeeds and all read its file. */
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
    if (codeOf(error) === 'EEXIST') rmSync(draft);
    // The file system has no hard links.
    else renameSync(draft, path);
  }
  return read(path);
}
