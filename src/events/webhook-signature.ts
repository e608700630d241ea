import { createHmac } from 'node:crypto';

/**
 * The headers that Standard Webhooks requires (https://www.standardwebhooks.com), with one signature for each secret: a
 * receiver that knows either secret of a rotation accepts the event.
 * @param timestamp of the attempt, in milliseconds since the Unix epoch
 */
export function webhookHeaders(
  id: string,
  timestamp: number,
  body: string,
  secrets: readonly Buffer[],
): Record<string, string> {
  const seconds = String(Math.floor(timestamp / 1000));
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
    return `v1,${digest}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
