import type { ConfigType } from '@nestjs/config';
import { defineConfig, passwordsOf, url, variable } from '../config/index.js';

/** Where traces go. */
export const tracingConfig = defineConfig('tracing', {
  title: 'Tracing',
  variables: {
    OTEL_EXPORTER_OTLP_ENDPOINT: variable(url('http:', 'https:'), {
      unset: 'no traces',
      help: 'Address of a collector that takes OTLP over HTTP, such as `http://localhost:4318`: [tracing.md](tracing.md)',
    }),
  },
  read: ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) => ({ endpoint }),
  secrets: ({ endpoint }) => passwordsOf(endpoint),
});

export type TracingConfig = ConfigType<typeof tracingConfig>;
