import { createPostgresBackend, Queue, setDefaultBackendFactory, Worker } from 'bullmq';

/** BullMQ's classes and connection, set up as in Ramz. */
export function bareQueue({ DATABASE_URL, REDIS_URL }) {
  setDefaultBackendFactory(REDIS_URL ? undefined : createPostgresBackend);
  if (REDIS_URL) return { Queue, Worker, connection: { url: REDIS_URL } };
  return { Queue, Worker, connection: { connectionString: DATABASE_URL, max: 5, schema: 'bullmq', migrate: true } };
}
