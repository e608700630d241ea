import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fieldsOf, type ProtobufFields } from './protobuf.js';

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Empty for the root of a trace. */
  parentId: string;
  name: string;
  /** As in the protocol: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  attributes: Record<string, string | number | boolean>;
  links: { traceId: string; spanId: string }[];
  failed: boolean;
  /** Attributes of the process. */
  resource: Record<string, string | number | boolean>;
}

/** A collector that takes traces by OTLP (http/protobuf). */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** Everything that was received. */
  readonly bodies: Buffer[] = [];

  private constructor(
    /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<OtlpReceiver> {
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await buffer(request);
      const isTraces = request.url === '/v1/traces' && request.headers['content-type'] === 'application/x-protobuf';
      if (isTraces) receiver.receive(body);
      response.writeHead(isTraces ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end();
    };
    const server = createServer((request, response) => void answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const receiver = new OtlpReceiver(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return receiver;
  }

  /** The spans of a trace. */
  traceOf(traceId: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  private receive(body: Buffer): void {
    this.bodies.push(body);
    for (const resourceSpans of fieldsOf(body).messages(1)) {
      const resource = attributesOf(resourceSpans.messages(1)[0]?.messages(1) ?? []);
      for (const span of resourceSpans.messages(2).flatMap((scopeSpans) => scopeSpans.messages(2))) {
        this.spans.push({
          traceId: span.hex(1),
          spanId: span.hex(2),
          parentId: span.hex(4),
          name: span.text(5),
          kind: span.number(6),
          attributes: attributesOf(span.messages(9)),
          links: span.messages(13).map((link) => ({ traceId: link.hex(1), spanId: link.hex(2) })),
          failed: span.messages(15)[0]?.number(3) === 2,
          resource,
        });
      }
    }
  }
}

function attributesOf(pairs: ProtobufFields[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [value] = pair.messages(2);
      if (value?.has(2)) return [pair.text(1), value.number(2) === 1];
      return [pair.text(1), value?.has(3) ? value.number(3) : (value?.text(1) ?? '')];
    }),
  );
}
