import type pg from 'pg';
import supertest from 'supertest';

/** The code of a challenge, read where an administrator reads it in simulation. */
export async function codeOf(database: pg.Pool, challengeId: string): Promise<string> {
  const { rows } = await database.query<{ debug_code: string }>('SELECT debug_code FROM otp_tokens WHERE id = $1', [
    challengeId,
  ]);
  return rows[0]!.debug_code;
}

export interface SignedIn {
  access_token: string;
  refresh_token: string;
  user: { id: string };
  is_new_user: boolean;
}

/** Asks for a code, reads it and enters it. */
export async function signIn(
  url: string,
  database: pg.Pool,
  recipient: { phone_number: string } | { email: string },
): Promise<SignedIn> {
  const asked = await supertest(url).post('/api/v1/auth/otp').send(recipient).expect(200);
  const { challenge_id } = asked.body;
  const code = await codeOf(database, challenge_id);
  const verified = await supertest(url).post('/api/v1/auth/otp/verify').send({ challenge_id, code }).expect(200);
  return verified.body;
}
