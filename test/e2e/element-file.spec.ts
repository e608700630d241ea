import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { withRamz } from '../support/with-ramz.js';

const PATH = '/elements/ramz-verify.js';
const ALLOWED = 'https://app.example';

describe('GET /elements/ramz-verify.js', () => {
  const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error', ALLOWED_ORIGINS: ALLOWED });
  const agent = new Agent();
  afterAll(() => agent.close());

  async function get(headers: Record<string, string> = {}, path = PATH) {
    const answer = await request(`${ramz.url}${path}`, { dispatcher: agent, headers });
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  }

  it('the answer is the built element, as a script that is not sniffed', async () => {
    const { status, headers, body } = await get();
    expect(status).toBe(200);
    expect(body.equals(readFileSync('dist/web/ramz-verify.js'))).toBe(true);
    expect(body.toString()).toContain('ramz-verify');
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=3600, stale-while-revalidate=604800',
    });
  });

  it('the element is less than 15 kB when compressed', async () => {
    const { headers, body } = await get({ 'accept-encoding': 'br, gzip' });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(body.length).toBeLessThan(15_000);
    expect(gunzipSync(body).equals(readFileSync('dist/web/ramz-verify.js'))).toBe(true);
  });

  it.each(['gzip', 'identity'])('a browser that has it already does not get it again: %s', async (encoding) => {
    const { headers } = await get({ 'accept-encoding': encoding });
    const again = await get({ 'accept-encoding': encoding, 'if-none-match': String(headers['etag']) });
    expect(again).toMatchObject({ status: 304, headers: { etag: headers['etag'] } });
    expect(again.body).toHaveLength(0);
  });

  it.each([ALLOWED, 'https://any.example'])('pages of %s may load it, without cookies', async (origin) => {
    const { headers } = await get({ origin });
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('pages of other origins may read nothing else', async () => {
    const { headers } = await get({ origin: 'https://any.example' }, '/api/v1/auth/options');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('no other file can be read', async () => {
    expect(await get({}, '/elements/..%2fbundle%2fmain.js')).toMatchObject({ status: 404 });
  });

  it('a worker does not serve it', async () => {
    const worker = await ramz.addProcess({ ROLE: 'worker' });
    const answer = await request(`${worker.url}${PATH}`, { dispatcher: agent });
    await answer.body.dump();
    expect(answer.statusCode).toBe(404);
  });
});
