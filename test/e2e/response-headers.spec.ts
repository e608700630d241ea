import { Agent, request, type Dispatcher } from 'undici';
import { withRamz } from '../support/with-ramz.js';

const ALLOWED = 'https://app.example';
const NOTHING = "default-src 'none'; frame-ancestors 'none'";

describe('response headers', () => {
  const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error', ALLOWED_ORIGINS: `${ALLOWED},https://admin.example` });
  const agent = new Agent();

  afterAll(() => agent.close());

  async function headersOf(
    path: string,
    options: { method?: Dispatcher.HttpMethod; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Record<string, unknown>> {
    const answer = await request(`${ramz.url}${path}`, { dispatcher: agent, ...options });
    await answer.body.dump();
    return { status: answer.statusCode, ...answer.headers };
  }

  const json = { 'content-type': 'application/json' };
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,idempotency-key',
    },
  });

  it.each([
    ['success', '/api/v1/auth/otp', { method: 'POST', headers: json, body: '{"phone_number": "09120000001"}' }, 200],
    ['a fault in the body', '/api/v1/auth/otp', { method: 'POST', headers: json, body: '{}' }, 400],
    ['an unreadable body', '/api/v1/auth/otp', { method: 'POST', headers: json, body: '{' }, 400],
    ['a wrong type', '/api/v1/auth/otp', { method: 'POST', body: 'x', headers: { 'content-type': 'text/xml' } }, 415],
    ['an unknown address', '/nowhere', {}, 404],
    ['an address that cannot be decoded', '/%zz', {}, 400],
    ['headers over the limit', '/health/live', { headers: { 'x-a': 'a'.repeat(20_000) } }, 413],
    ['a preflight', '/api/v1/auth/otp', preflight(ALLOWED), 204],
    ['health', '/health/live', {}, 200],
    ['readiness', '/health/ready', {}, 200],
    ['the description', '/openapi.json', {}, 200],
    ['HEAD', '/health/live', { method: 'HEAD' }, 200],
  ] as const)(
    'every answer forbids caching, content sniffing, framing and scripts: %s',
    async (_title, path, options, status) => {
      expect(await headersOf(path, options)).toMatchObject({
        status,
        'cache-control': 'no-store',
        'content-security-policy': NOTHING,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
      });
    },
  );

  it('the public keys may be cached for a while, because other services fetch them', async () => {
    expect(await headersOf('/.well-known/jwks.json')).toMatchObject({
      status: 200,
      'cache-control': 'public, max-age=300',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(['/docs', '/docs/', '/docs/swagger-ui-init.js', '/docs/swagger-ui.css', '/docs?url=https://evil.example/x'])(
    'the documentation at %s may load only what this server serves',
    async (path) => {
      const headers = await headersOf(path);
      expect(headers).toMatchObject({ status: 200, 'x-content-type-options': 'nosniff' });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self'; ");
      expect(policy).toContain("connect-src 'self'; ");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/);
    },
  );

  it.each([
    ['/docsx', 404],
    ['/api/docs', 404],
    ['/?/docs', 200],
  ])('the content security policy of the documentation does not apply to %s', async (path, status) => {
    expect(await headersOf(path)).toMatchObject({ status, 'content-security-policy': NOTHING });
  });

  it.each(['/', '/docs', '/health/live', '/%zz'])(
    'the headers at %s do not reveal the server software',
    async (path) => {
      const names = Object.keys(await headersOf(path));
      expect(names).not.toEqual(expect.arrayContaining(['server']));
      expect(names.filter((name) => /powered|version|runtime|via/.test(name))).toEqual([]);
    },
  );

  describe('CORS headers', () => {
    it('a page of ALLOWED_ORIGINS may send requests and read the answers', async () => {
      expect(await headersOf('/api/v1/auth/otp', preflight(ALLOWED))).toMatchObject({
        status: 204,
        'access-control-allow-origin': ALLOWED,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
        'access-control-allow-headers': 'content-type,idempotency-key',
        'access-control-max-age': '600',
        vary: expect.stringContaining('Origin'),
      });
      const options = { method: 'POST' as const, headers: { ...json, origin: ALLOWED }, body: '{}' };
      expect(await headersOf('/api/v1/auth/otp', options)).toMatchObject({
        status: 400,
        'access-control-allow-origin': ALLOWED,
        'access-control-expose-headers': 'Retry-After, RateLimit, RateLimit-Policy, X-Request-Id',
        vary: expect.stringContaining('Origin'),
      });
    });

    it.each([
      'https://evil.example',
      'http://app.example',
      'https://app.example.evil.example',
      'https://sub.app.example',
      'https://app.example:8443',
      'https://APP.example',
      'null',
      '*',
      `${ALLOWED}, https://evil.example`,
    ])('a page of %s may read no answer', async (origin) => {
      const asked = await headersOf('/api/v1/auth/otp', preflight(origin));
      const read = await headersOf('/health/live', { headers: { origin } });
      expect(asked['access-control-allow-origin']).toBeUndefined();
      expect(read['access-control-allow-origin']).toBeUndefined();
      // A cache must not give this answer to a page that is allowed.
      expect(read['vary']).toContain('Origin');
    });
  });
});
