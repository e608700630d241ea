import fastify from 'fastify';
import type { LimitState } from './limit-state.js';
import { setRateLimitHeaders } from './rate-limit-headers.js';

const ip: LimitState = { name: 'otp_ip', limit: 5, windowSeconds: 300, remaining: 4, resetSeconds: 120 };
const phone: LimitState = { name: 'otp_phone', limit: 3, windowSeconds: 120, remaining: 0, resetSeconds: 7 };
const hour: LimitState = { name: 'otp_phone_hour', limit: 5, windowSeconds: 3600, remaining: 2, resetSeconds: 3000 };

async function headersAfter(...calls: LimitState[][]) {
  const app = fastify();
  app.get('/', (_request, reply) => {
    for (const states of calls) setRateLimitHeaders(reply, states);
    return reply.send();
  });
  try {
    const { headers } = await fetch(await app.listen({ port: 0, host: '127.0.0.1' }));
    return { policy: headers.get('ratelimit-policy'), left: headers.get('ratelimit') };
  } finally {
    await app.close();
  }
}

describe('setRateLimitHeaders', () => {
  it('sets limit, window, remaining requests and time until the reset', async () => {
    expect(await headersAfter([ip])).toEqual({ policy: '"otp_ip";q=5;w=300', left: '"otp_ip";r=4;t=120' });
  });

  it('appends to the limits that an earlier call has set', async () => {
    expect(await headersAfter([ip], [phone, hour])).toEqual({
      policy: '"otp_ip";q=5;w=300, "otp_phone";q=3;w=120, "otp_phone_hour";q=5;w=3600',
      left: '"otp_ip";r=4;t=120, "otp_phone";r=0;t=7, "otp_phone_hour";r=2;t=3000',
    });
  });

  it('sets no header when there is no limit', async () => {
    expect(await headersAfter([])).toEqual({ policy: null, left: null });
  });
});
