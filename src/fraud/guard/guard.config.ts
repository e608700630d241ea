import type { ConfigType } from '@nestjs/config';
import { choice, defineConfig, variable } from '../../config/index.js';

export const FRAUD_MODES = ['off', 'record', 'enforce'] as const;

/** The guard against requests for codes whose only purpose is to cause costs. */
export const guardConfig = defineConfig('guard', {
  title: 'Guard against SMS pumping',
  variables: {
    FRAUD_MODE: variable(choice(...FRAUD_MODES), {
      default: 'record',
      help: '`record`: the guard decides and keeps its decisions, and only the block list refuses; `enforce`: it acts on them: [fraud.md](fraud.md)',
    }),
  },
  read: ({ FRAUD_MODE: mode }) => ({ mode }),
});

export type GuardConfig = ConfigType<typeof guardConfig>;
