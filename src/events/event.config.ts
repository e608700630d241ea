import type { ConfigType } from '@nestjs/config';
import { choice, defineConfig, integer, isPlainHttp, list, parsed, url, variable } from '../config/index.js';

const DAY_MS = 86_400_000;
/** The least length that Standard Webhooks allows. */
const MIN_SECRET_BYTES = 24;
const CREATE_ONE = 'create one with: echo "whsec_$(openssl rand -base64 32)"';

const signingSecrets = parsed('list of `whsec_` and base64', (text) =>
  list(text).map((item) => {
    const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(item) ?? [];
    const secret = Buffer.from(base64 ?? '', 'base64');
    if (secret.length < MIN_SECRET_BYTES) {
      throw new Error(`must be a list of whsec_<base64 of at least ${MIN_SECRET_BYTES} bytes>; ${CREATE_ONE}`);
    }
    return secret;
  }),
);

/** Where events and alerts go, and how long they are kept. */
export const eventConfig = defineConfig('events', {
  title: 'Events and alerts',
  variables: {
    EVENT_WEBHOOK_URL: variable(url('http:', 'https:'), {
      unset: 'events are not sent',
      help: 'Address that gets every event: [events.md](events.md)',
    }),
    EVENT_WEBHOOK_SECRET: variable(signingSecrets, {
      default: '',
      help: 'Secrets that sign events; during a rotation the new one and the old one',
    }),
    EVENT_RECIPIENTS: variable(choice('full', 'masked'), {
      default: 'full',
      help: 'Whether events carry whole numbers and addresses',
    }),
    EVENT_RETENTION_DAYS: variable(integer(2, 90), { default: '7', help: 'Days after which events are deleted' }),
    ALERT_WEBHOOK_URL: variable(url('http:', 'https:'), {
      unset: 'alerts are not sent',
      help: 'Address that gets alerts alone, with a `text` that chat systems show: [events.md](events.md#alerts)',
    }),
  },
  faults: ({ EVENT_WEBHOOK_URL, EVENT_WEBHOOK_SECRET, ALERT_WEBHOOK_URL }, { production }) => [
    ...(EVENT_WEBHOOK_URL && EVENT_WEBHOOK_SECRET.length === 0
      ? [`EVENT_WEBHOOK_SECRET is missing: events are sent only with a signature; ${CREATE_ONE}`]
      : []),
    ...Object.entries({ EVENT_WEBHOOK_URL, ALERT_WEBHOOK_URL }).flatMap(([name, address]) =>
      production && address && isPlainHttp(address)
        ? [`${name} must start with https:// in production, because events can be read on the way`]
        : [],
    ),
  ],
  read: (values) => ({
    webhookUrl: values.EVENT_WEBHOOK_URL,
    alertWebhookUrl: values.ALERT_WEBHOOK_URL,
    /** Each event is signed with all of them. */
    secrets: values.EVENT_WEBHOOK_SECRET,
    masked: values.EVENT_RECIPIENTS === 'masked',
    retentionMs: values.EVENT_RETENTION_DAYS * DAY_MS,
  }),
  secrets: ({ secrets, alertWebhookUrl }) => [
    ...secrets.map((secret) => secret.toString('base64')),
    // The address of a chat system's webhook is its credential.
    alertWebhookUrl,
  ],
});

export type EventConfig = ConfigType<typeof eventConfig>;
