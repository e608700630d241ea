import type { ConfigType } from '@nestjs/config';
import { defineConfig, integer, variable } from '../config/index.js';

const DAY_MS = 86_400_000;
/** Time that a worker may spend outside its call to the provider. */
const LEASE_GRACE_MS = 5000;

/** How messages of every channel are sent, retried and kept. */
export const messagingConfig = defineConfig('messaging', {
  title: 'Messages',
  variables: {
    SMS_TIMEOUT_MS: variable(integer(100, 120_000), {
      default: '30000',
      help: 'Deadline of one call to a provider or mail server',
    }),
    SMS_ATTEMPTS: variable(integer(1, 20), {
      default: '5',
      help: 'Runs of one message of any channel, the first included',
    }),
    SMS_BACKOFF_MS: variable(integer(1, 60_000), {
      default: '1000',
      help: 'Wait before the first retry; it doubles with each retry',
    }),
    WORKER_CONCURRENCY: variable(integer(1, 1000), {
      default: '50',
      help: 'Messages that one worker sends at the same time',
    }),
    MESSAGE_RETENTION_DAYS: variable(integer(1, 3650), {
      default: '30',
      help: 'Days after which rows of messages are deleted',
    }),
  },
  read: (values) => ({
    timeoutMs: values.SMS_TIMEOUT_MS,
    /** A worker that has not touched its message for this long has lost it. */
    leaseMs: values.SMS_TIMEOUT_MS + LEASE_GRACE_MS,
    /** Runs of one message. */
    attempts: values.SMS_ATTEMPTS,
    backoffMs: values.SMS_BACKOFF_MS,
    workerConcurrency: values.WORKER_CONCURRENCY,
    retentionMs: values.MESSAGE_RETENTION_DAYS * DAY_MS,
  }),
});

export type MessagingConfig = ConfigType<typeof messagingConfig>;
