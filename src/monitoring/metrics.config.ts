import type { ConfigType } from '@nestjs/config';
import { defineConfig, text, variable } from '../config/index.js';

/** Shorter tokens can be guessed. */
const MIN_TOKEN_LENGTH = 16;

/** Who may read the metrics. */
export const metricsConfig = defineConfig('metrics', {
  title: 'Metrics',
  variables: {
    METRICS_TOKEN: variable(text, {
      unset: 'production answers 404, and otherwise only this machine is answered',
      help: 'Bearer token that Prometheus sends to read [`/metrics`](metrics.md)',
    }),
  },
  warnings: ({ METRICS_TOKEN: token }, { production }) =>
    production && token !== undefined && token.length < MIN_TOKEN_LENGTH
      ? [`METRICS_TOKEN has less than ${MIN_TOKEN_LENGTH} characters, so it can be guessed. Set a longer one.`]
      : [],
  read: ({ METRICS_TOKEN: token }, { production }) => ({
    token,
    /** Whether a scraper on this machine needs no token. */
    isOpenToThisMachine: token === undefined && !production,
  }),
  secrets: ({ token }) => [token],
});

export type MetricsConfig = ConfigType<typeof metricsConfig>;
