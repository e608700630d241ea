import { createHash } from 'node:crypto';
import supertest from 'supertest';

/** Admin keys of tests, and the variable that lets them in. */
export const ADMIN_KEY = 'ramz_test-key-of-the-shop';
export const OTHER_ADMIN_KEY = 'ramz_test-key-of-the-ci';
export const ADMIN_API_KEYS = [
  ['shop', ADMIN_KEY],
  ['ci', OTHER_ADMIN_KEY],
]
  .map(([name, key]) => `${name}:${createHash('sha256').update(key!).digest('hex')}`)
  .join(',');

/** An administrator of one process. */
export function adminOf(url: string, key: string = ADMIN_KEY) {
  const api = supertest(url);
  return {
    get: (path: string) => api.get(path).set('X-API-Key', key),
    delete: (path: string) => api.delete(path).set('X-API-Key', key),
    post: (path: string, body?: object) => api.post(path).set('X-API-Key', key).send(body),
    send: (body: object, idempotencyKey?: string) => {
      const request = api.post('/api/v1/sms/send').set('X-API-Key', key);
      return (idempotencyKey === undefined ? request : request.set('Idempotency-Key', idempotencyKey)).send(body);
    },
  };
}
