import type { ConfigType } from '@nestjs/config';
import { defineConfig, parsed, variable } from '../config/index.js';
import { AUTH_SERVERS } from './servers/index.js';

const NAMES = AUTH_SERVERS.map(({ name }) => name);
/** A shorter one can be guessed. */
const MIN_SECRET_LENGTH = 16;

/** Supabase's secrets have a comma in them, so an item begins only where a name does. */
const hookSecrets = parsed('list of `server:secret`', (text) => {
  const secrets = new Map<string, string>();
  for (const item of text.split(/,(?=[a-z]+:)/).filter((part) => part.trim() !== '')) {
    const [, name = '', secret = ''] = /^([a-z]+):(\S+)$/.exec(item.trim()) ?? [];
    if (!NAMES.includes(name) || secret.length < MIN_SECRET_LENGTH) {
      throw new Error(
        `must be a list of server:secret; servers are ${NAMES.join(', ')}, and a secret has at least ${MIN_SECRET_LENGTH} characters`,
      );
    }
    secrets.set(name, secret);
  }
  return secrets;
});

/** Auth servers that send their codes through Ramz. */
export const hookConfig = defineConfig('hooks', {
  title: 'Other auth servers',
  variables: {
    HOOK_SECRETS: variable(hookSecrets, {
      default: '',
      help: 'Auth servers that send their codes through Ramz, each with the secret that signs its requests, such as `supabase:v1,whsec_...`: [auth-servers.md](auth-servers.md)',
    }),
  },
  read: (values) => ({
    /** By name of the server. */
    secrets: values.HOOK_SECRETS as ReadonlyMap<string, string>,
  }),
  secrets: ({ secrets }) => [...secrets.values()],
});

export type HookConfig = ConfigType<typeof hookConfig>;
