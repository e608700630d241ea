import { Agent } from 'node:https';
import { describeCompleteWith } from '../support/programs.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { findFreePort } from './free-port.js';
import { type Proxy, send, startCaddy, startNginx } from './proxy.js';

jest.setTimeout(60_000);

const OTP = '/api/v1/auth/otp';
/** Documented for a proxy on the same machine. */
const TRUST_PROXY = 'loopback';

describe.each([
  ['nginx', startNginx],
  ['caddy', startCaddy],
])('%s, as deploy/ configures it', (program, startProxy) => {
  describeCompleteWith(program)('in front of two API processes', () => {
    let environment: TestEnvironment;
    let variables: Record<string, string>;
    let processes: RamzProcess[];
    let proxy: Proxy;

    beforeAll(async () => {
      environment = await createTestEnvironment();
      const ports = [await findFreePort(), await findFreePort()];
      variables = {
        ...environment.variables,
        RATE_LIMITS: `${environment.variables['RATE_LIMITS']},otp_ip=1/300`.replace('otp_ip=off,', ''),
        ROLE: 'api',
        TRUST_PROXY,
      };
      processes = await Promise.all(ports.map((port) => RamzProcess.start({ ...variables, PORT: String(port) })));
      proxy = await startProxy(ports);
    });
    afterAll(async () => {
      await Promise.all([proxy?.stop(), ...(processes ?? []).map((process) => process.stop())]);
      await environment.dispose();
    });

    const askFrom = async (from: string, headers?: Record<string, string>): Promise<number> => {
      const phone_number = `+98912${Math.random().toFixed(7).slice(2)}`;
      return (await send(proxy, OTP, { from, headers, body: { phone_number } })).status;
    };

    it('passes on the address of the client, so that each client has its own limit', async () => {
      expect(await askFrom('127.0.1.1')).toBe(200);
      expect(await askFrom('127.0.1.1')).toBe(429);
      expect(await askFrom('127.0.1.2')).toBe(200);
    });

    it.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Client-IP', 'CF-Connecting-IP', 'True-Client-IP'])(
      'passes on no address that a client writes into %s',
      async (header) => {
        await askFrom('127.0.1.3');
        const forged = header === 'Forwarded' ? 'for=203.0.113.7' : '203.0.113.7';
        expect(await askFrom('127.0.1.3', { [header]: forged })).toBe(429);
        expect(await askFrom('127.0.1.3', { [header]: `${forged}, 127.0.0.1` })).toBe(429);
      },
    );

    it('answers over TLS, and tells browsers to stay there', async () => {
      expect(proxy.url).toMatch(/^https:/);
      expect(await send(proxy, '/.well-known/jwks.json')).toMatchObject({
        status: 200,
        body: expect.stringContaining('"keys"'),
      });
    });

    it.each(['/metrics', '/health/live', '/health/ready'])('keeps %s from the world', async (path) => {
      expect((await send(proxy, path)).status).toBe(404);
    });

    it('answers every request that may be repeated while one process after the other restarts', async () => {
      const agent = new Agent({ keepAlive: true });
      const restart = { isOver: false };
      const statuses: number[] = [];
      const client = async (): Promise<void> => {
        while (!restart.isOver) statuses.push((await send(proxy, '/.well-known/jwks.json', { agent })).status);
      };
      const clients = [client(), client(), client(), client()];
      for (const [index, process] of processes.entries()) {
        expect(await process.stop()).toBe(0);
        processes[index] = await RamzProcess.start({ ...variables, PORT: new URL(process.url).port });
      }
      restart.isOver = true;
      await Promise.all(clients);
      agent.destroy();
      expect(statuses.length).toBeGreaterThan(50);
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
    });
  });
});
