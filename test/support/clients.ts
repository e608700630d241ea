import supertest from 'supertest';
import { eventually } from './eventually.js';

let lastNumber = 0;

/** An Iranian mobile number that no other call of this test file has had: E.164 and as it is dialled at home. */
export function newPhoneNumber(): { e164: string; national: string } {
  lastNumber += 1;
  const subscriber = String(lastNumber).padStart(7, '0');
  return { e164: `+98912${subscriber}`, national: `0912${subscriber}` };
}

export function askForCode(url: string, phoneNumber: string, members: Record<string, unknown> = {}) {
  return supertest(url)
    .post('/api/v1/auth/otp')
    .send({ phone_number: phoneNumber, ...members });
}

/** Requests a code and waits until it was sent: one that is replaced before that does not count against the limits. */
export async function askAndSend(url: string, recipient: { phone_number: string } | { email: string }) {
  const { body } = await supertest(url).post('/api/v1/auth/otp').send(recipient).expect(200);
  await eventually(async () => {
    const challenge = await supertest(url).get(`/api/v1/auth/otp/${body.challenge_id}`).expect(200);
    expect(challenge.body.delivery).not.toBe('queued');
  });
  return body;
}

export function verifyCode(url: string, phoneNumber: string, code: string, members: Record<string, unknown> = {}) {
  return supertest(url)
    .post('/api/v1/auth/otp/verify')
    .send({ phone_number: phoneNumber, code, ...members });
}

/** The right one only once in a million times. */
export const WRONG_CODE = '000000';

/** Another code than this one. */
export function wrongCode(code: string, step = 1): string {
  return String((Number(code) + step) % 10 ** code.length).padStart(code.length, '0');
}
