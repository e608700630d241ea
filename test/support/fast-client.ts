import { Pool } from 'undici';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** For tests that make thousands of requests; `supertest` opens a connection for each. */
export class FastClient {
  private readonly pools: Pool[];
  private turn = 0;

  /** Requests go to the processes in turn. */
  constructor(urls: string[]) {
    this.pools = urls.map((url) => new Pool(url, { connections: 50 }));
  }

  ask(phoneNumber: string, members: Record<string, unknown> = {}): Promise<Answer> {
    return this.post('/api/v1/auth/otp', { phone_number: phoneNumber, ...members });
  }

  verify(phoneNumber: string, code: string): Promise<Answer> {
    return this.post('/api/v1/auth/otp/verify', { phone_number: phoneNumber, code });
  }

  verifyChallenge(challengeId: string, code: string): Promise<Answer> {
    return this.post('/api/v1/auth/otp/verify', { challenge_id: challengeId, code });
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.close()));
  }

  private async post(path: string, body: unknown): Promise<Answer> {
    this.turn += 1;
    const pool = this.pools[this.turn % this.pools.length]!;
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  }
}
