import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import supertest from 'supertest';
import { ERROR_CODES } from '../../src/common/error-codes.js';
import { withRamz } from '../support/with-ramz.js';

const PROBLEM = 'application/problem+json';

interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  example?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

interface Content {
  schema?: Schema;
  examples?: Record<string, { value: Record<string, unknown> }>;
}

interface Operation {
  operationId: string;
  security?: Record<string, string[]>[];
  summary?: string;
  description?: string;
  tags?: string[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

interface ApiDescription {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error' });

describe('OpenAPI description', () => {
  let served: ApiDescription;

  const committed = JSON.parse(readFileSync('openapi.json', 'utf8')) as ApiDescription;
  const operations = Object.entries(committed.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  const resolve = ({ $ref, ...schema }: Schema): Schema =>
    $ref ? (committed.components.schemas[$ref.split('/').at(-1)!] ?? {}) : schema;

  beforeAll(async () => {
    served = (await supertest(ramz.url).get('/openapi.json').expect(200)).body as ApiDescription;
  });

  it('openapi.json matches what the service serves', () => {
    const isInStep = JSON.stringify(sorted(committed)) === JSON.stringify(sorted(served));
    // Told apart from the difference itself, so that the command is not lost among its lines.
    expect(isInStep ? 'in step' : 'openapi.json is out of date. Run: npm run openapi').toBe('in step');
    expect(committed).toEqual(served);
  });

  it('openapi.json passes the rules of a common linter', () => {
    const found = execFileSync(process.execPath, ['test/support/lint-openapi.mjs', 'openapi.json'], {
      encoding: 'utf8',
    });
    const problems = JSON.parse(found) as { severity: string; rule: string; pointer: string }[];
    // Nothing in a request for these can be wrong.
    const withoutRefusal = ['/health/live', '/health/ready', '/api/v1/auth/options', '/.well-known/jwks.json'].map(
      (path) => ({
        rule: 'operation-4xx-response',
        pointer: `#/paths/${path.replaceAll('/', '~1')}/get/responses`,
        severity: 'warn',
        message: expect.any(String),
      }),
    );
    expect(problems).toEqual(withoutRefusal);
  });

  it('every operation names its credentials, and every public one has none', () => {
    const open = operations.filter(({ operation }) => operation.security?.length === 0).map(({ name }) => name);
    expect(open.toSorted()).toEqual([
      'GET /.well-known/jwks.json',
      'GET /api/v1/auth/human-check',
      'GET /api/v1/auth/options',
      'GET /api/v1/auth/otp/{challenge_id}',
      'GET /api/v1/simulation/messages',
      'GET /api/v1/usr/otp/{challenge_id}',
      'GET /health/live',
      'GET /health/ready',
      'POST /api/v1/auth/otp',
      'POST /api/v1/auth/otp/verify',
      'POST /api/v1/auth/token/refresh',
      'POST /api/v1/auth/verification-tokens/consume',
      'POST /api/v1/hooks/{server}',
      'POST /api/v1/usr/otp',
      'POST /api/v1/usr/otp/verify',
    ]);
    const unnamed = operations.filter(({ operation }) => operation.security === undefined);
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });

  it('every operation has a unique id that code generators can use as a name', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('the addresses of older clients are described, and name their replacements', () => {
    const aliases = operations.filter(({ operation }) => operation.operationId.endsWith('Alias'));
    expect(aliases.map(({ name, operation }) => [name, operation.description])).toEqual([
      ['POST /api/v1/usr/otp', 'Same as `POST /api/v1/auth/otp`, at the address that older clients use.'],
      ['POST /api/v1/usr/otp/verify', 'Same as `POST /api/v1/auth/otp/verify`, at the address that older clients use.'],
      [
        'GET /api/v1/usr/otp/{challenge_id}',
        'Same as `GET /api/v1/auth/otp/{challenge_id}`, at the address that older clients use.',
      ],
      ['POST /api/sms/send', 'Same as `POST /api/v1/sms/send`, at the address that older clients use.'],
    ]);
  });

  describe.each(operations)('operation $name', ({ operation }) => {
    it('the operation has a summary and a documented tag', () => {
      expect(operation.summary).toMatch(/^[A-Z].{5,}[^.]$/);
      expect(operation.tags).toHaveLength(1);
      expect(committed.tags.map((tag) => tag.name)).toContain(operation.tags?.[0]);
    });

    it('the operation describes every field of a successful answer, with examples', () => {
      const { description, content } = (operation.responses['200'] ?? operation.responses['204'])!;
      expect(description).not.toBe('');
      expect(content ? unexplained(content['application/json']?.schema ?? {}, '200') : []).toEqual([]);
    });

    it('the operation has an example of every problem, in the words of the service', () => {
      const problems = Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.entries(content?.[PROBLEM]?.examples ?? {}).map(([code, { value }]) => ({ status, code, value })),
      );
      for (const { status, code, value } of problems) {
        const kind = ERROR_CODES[code as keyof typeof ERROR_CODES];
        expect(value).toMatchObject({ code, ...kind, type: `urn:ramz:error:${code}` });
        expect(String(kind.status)).toBe(status);
      }
      const withoutExample = Object.entries(operation.responses).filter(
        ([, { content }]) => content?.[PROBLEM] && !content[PROBLEM].examples,
      );
      expect(withoutExample).toEqual([]);
    });

    it('the operation describes the errors of a bad body, if it has a body', () => {
      const codes = Object.values(operation.responses).flatMap(({ content }) =>
        Object.keys(content?.[PROBLEM]?.examples ?? {}),
      );
      const wanted = ['validation_failed', 'payload_too_large', 'unsupported_media_type', 'service_unavailable'];
      expect(codes).toEqual(expect.arrayContaining(operation.requestBody ? wanted : []));
      const body = operation.requestBody?.content['application/json']?.schema;
      expect(body ? unexplained(body, 'body', false) : []).toEqual([]);
    });
  });

  it('every field of a problem document is described', () => {
    expect(unexplained(committed.components.schemas['ProblemDetails']!, 'ProblemDetails')).toEqual([]);
  });

  /** Paths of members without a type, or with neither example nor default. */
  function unexplained(schema: Schema, path: string, examples = true): string[] {
    const { type, properties, items, allOf, oneOf, anyOf, ...rest } = resolve(schema);
    const alternatives = oneOf ?? anyOf;
    if (alternatives) return alternatives.flatMap((one) => unexplained(one, path, examples));
    if (allOf?.[0]) return unexplained(allOf[0], path, examples);
    if (!type) return [`${path}: no type`];
    if (items) return unexplained(items, `${path}[]`, examples);
    if (properties) {
      return Object.entries(properties).flatMap(([name, member]) => unexplained(member, `${path}.${name}`, examples));
    }
    return examples && !('example' in rest) ? [`${path}: no example`] : [];
  }
});

describe('API documentation page', () => {
  it.each(['/docs', '/docs/'])('the page at %s loads every script, style and image from this server', async (path) => {
    const page = await supertest(ramz.url)
      .get(path)
      .expect(200)
      .expect('Content-Type', /^text\/html/);
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, address = '']) => new URL(address, `${ramz.url}${path}`),
    );
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) {
      expect(address.origin).toBe(ramz.url);
      await supertest(ramz.url).get(address.pathname).expect(200);
    }
    // Nor may a script of the page fetch from elsewhere, or an inline one run.
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    expect(page.headers['content-security-policy']).toContain("connect-src 'self';");
    expect(page.text).not.toMatch(/<script>|<script [^>]*>[^<\s]/);
  });
});

/** The same with the members of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([first], [second]) => (first < second ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
