import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { summarizeError } from '../common/error-summary.js';

/** What the spans of a process have in common. */
export interface TracedProcess {
  role: string;
  version: string;
  /** Id of the process. */
  id: string;
}

/**
 * Registers a provider of spans that sends them by OTLP (http/protobuf). The SDK itself reads `OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS` and their like.
 */
export function startSdk(
  endpoint: string,
  { role, version, id }: TracedProcess,
  warn: (reason: string) => void,
): () => Promise<void> {
  setGlobalErrorHandler((error) => warn(summarizeError(error)));
  const own = resourceFromAttributes({
    'service.name': 'ramz',
    'service.version': version,
    'service.instance.id': id,
    'ramz.role': role,
  });
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }))],
  });
  provider.register();
  return () => provider.shutdown();
}
