import type { ConfigType } from '@nestjs/config';
import { defineConfig, list, parsed, variable } from '../../config/index.js';

/** The digest of an admin API key, and the name its actions are recorded under. */
export interface AdminApiKey {
  name: string;
  /** SHA-256 of the key. */
  digest: Buffer;
}

const adminApiKeys = parsed('`name:hex SHA-256,...`', (text): AdminApiKey[] =>
  list(text).map((item) => {
    const match = /^([A-Za-z0-9_.-]{1,64}):([0-9a-f]{64})$/i.exec(item);
    if (!match) throw new Error('must be a list name:<hex SHA-256 of the key>,...; make one with: npm run admin-key');
    return { name: match[1]!, digest: Buffer.from(match[2]!, 'hex') };
  }),
);

/** Admin API keys, in addition to those that commands create. */
export const adminConfig = defineConfig('admin', {
  title: 'Administration',
  variables: {
    ADMIN_API_KEYS: variable(adminApiKeys, {
      default: '',
      help: 'Digests of keys for the admin routes, in addition to those that [commands](operations.md#administrators) create; `npm run admin-key -- print NAME` makes one',
    }),
  },
  read: (values) => ({ apiKeys: values.ADMIN_API_KEYS }),
});

export type AdminConfig = ConfigType<typeof adminConfig>;
