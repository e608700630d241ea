import type { ConfigType } from '@nestjs/config';
import { defineConfig, list, parsed, variable } from '../../config/index.js';
import { FULL_GRANT, readGrant, SCOPES, type KeyGrant } from './key-grant.js';

/** The digest of an admin API key, what it may be used for, and the name its actions are recorded under. */
export interface AdminApiKey extends KeyGrant {
  name: string;
  /** SHA-256 of the key. */
  digest: Buffer;
}

const FORM = `must be a list name:<hex SHA-256 of the key>[:scope+scope[@last day]],... with the scopes ${SCOPES.join(', ')}, such as ops:<hex>:send+read@2027-01-31; make one with: npm run admin-key`;

const adminApiKeys = parsed('`name:hex SHA-256[:scope+scope[@last day]],...`', (text): AdminApiKey[] =>
  list(text).map((item) => {
    const [, name, digest, written] = /^([A-Za-z0-9_.-]{1,64}):([0-9a-f]{64})(?::(.*))?$/i.exec(item) ?? [];
    const grant = written === undefined ? FULL_GRANT : readGrant(written);
    if (!name || !digest || !grant) throw new Error(FORM);
    return { name, digest: Buffer.from(digest, 'hex'), ...grant };
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
