import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import fc from 'fast-check';
import { Pool } from 'undici';
import { isCompleteRun } from '../support/complete-run.js';
import { newPhoneNumber, WRONG_CODE } from '../support/clients.js';
import { insidesIn, problemFault, type RawAnswer } from '../support/problem.js';
import { withRamz } from '../support/with-ramz.js';

const ASK = '/api/v1/auth/otp';
const VERIFY = '/api/v1/auth/otp/verify';
const CODE_ROUTES = [
  { ask: ASK, verify: VERIFY },
  { ask: '/api/v1/usr/otp', verify: '/api/v1/usr/otp/verify' },
];
const PAGES = ['/health/live', '/health/ready', '/.well-known/jwks.json', '/docs', '/openapi.json'];

const REQUESTS = Number(process.env['RAMZ_FUZZ_REQUESTS'] ?? (isCompleteRun ? 4000 : 1000));
const SEED = Number(process.env['RAMZ_FUZZ_SEED'] ?? 20_261_120);
/** Requests on their way at once. */
const LANES = 16;
/** What garbage collection may leave lying about. */
const MEMORY_GROWTH_MIB = 64;

const PHONE_TYPE = 'send phone_number, a string such as "+989123456789", or email';
const PHONE_LENGTH = 'phone_number must have at most 64 characters';
const PHONE_INVALID = 'Please provide a valid Iranian phone number';
const PHONE_OR_CHALLENGE = 'send phone_number, a string such as "+989123456789", email or challenge_id';
const PURPOSE = 'purpose must be one of login, registration, phone_verification, email_verification, password_reset';
const CHANNEL = 'channel must be one of sms, call, email';
const LOCALE = 'locale must be a string such as "fa" or "en-GB"';
const CHALLENGE = 'challenge_id must be the UUID that came with the code';
const CODE_TYPE = 'send code (or otp_code), a string of digits';
const CODE_DIGITS = 'code must be the 6 digits of the code that was sent';
const OBJECT = 'Please send a JSON object with the header "Content-Type: application/json".';
const JSON_TEXT = 'The request could not be read. Please send a valid JSON object.';
const DEEP = 'The request is nested too deeply. Please send at most 8 levels of objects and lists.';
const NOWHERE = 'There is nothing at this address. Please check the address and the method.';
const MEDIA_TYPE = 'Please send JSON with the header "Content-Type: application/json".';
const TOO_LARGE = 'The request body is too large. Please send at most 64 KiB.';
const HEADERS_TOO_LARGE = 'The address and the headers are too large. Please send at most 16 KiB of them.';
const BAD_ADDRESS = 'The address could not be read. Please check its percent-encoding.';
const NOT_HTTP = 'The request is not valid HTTP. Please check its method, its address and its headers.';
const NO_CODE = 'No code was requested. Please request one first.';

const UNKNOWN_CHALLENGE = '0198c5e2-7b1a-7000-8000-123456789012';
const nested = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;

interface Wanted {
  status: number;
  code: string;
  detail: string;
  errors?: Record<string, string[]>;
}

const faults = (errors: Record<string, string>): Wanted => ({
  status: 400,
  code: 'validation_failed',
  detail: Object.values(errors).join('; '),
  errors: Object.fromEntries(Object.entries(errors).map(([member, sentence]) => [member, [sentence]])),
});
const refused = (detail: string): Wanted => ({ status: 400, code: 'validation_failed', detail });
const badNumber: Wanted = {
  status: 400,
  code: 'phone_number_invalid',
  detail: PHONE_INVALID,
  errors: { phone_number: [PHONE_INVALID] },
};
const noCode: Wanted = { status: 404, code: 'otp_not_found', detail: NO_CODE };
const tooLarge: Wanted = { status: 413, code: 'payload_too_large', detail: TOO_LARGE };
const wrongType: Wanted = { status: 415, code: 'unsupported_media_type', detail: MEDIA_TYPE };
const nowhere: Wanted = { status: 404, code: 'not_found', detail: NOWHERE };

/** Bodies of both routes that are no JSON object, or one that cannot be taken. */
const BODIES: [title: string, body: string | Buffer, wanted: Wanted][] = [
  ['an empty body', '', refused(OBJECT)],
  ['JSON that does not end', '{"phone_number": "0912', refused(JSON_TEXT)],
  ['JSON with a trailing comma', '{"phone_number": "09123456789",}', refused(JSON_TEXT)],
  ['UTF-16', Buffer.from('{"phone_number": "09123456789"}', 'utf16le'), refused(JSON_TEXT)],
  ['a null byte in the JSON', '{"phone_number": "0912\u0000"}', refused(JSON_TEXT)],
  ['null', 'null', refused(OBJECT)],
  ['a number', '9123456789', refused(OBJECT)],
  ['a string', '"09123456789"', refused(OBJECT)],
  ['true', 'true', refused(OBJECT)],
  ['a list', '[]', refused(OBJECT)],
  ['a list of objects', '[{"phone_number": "09123456789", "code": "123456"}]', refused(OBJECT)],
  ['lists in lists', `{"phone_number": ${nested('[', ']', 20_000)}}`, refused(DEEP)],
  ['objects in objects', `{"phone_number": ${nested('{"a":', '}', 9000)}}`, refused(DEEP)],
  ['depth in a member nobody knows', `{"extra": ${nested('[{"a":', '}]', 5000)}}`, refused(DEEP)],
  ['__proto__', '{"phone_number": "09123456789", "__proto__": {"isAdmin": true}}', refused(JSON_TEXT)],
  ['an escaped __proto__', '{"\\u005f_proto__": {"isAdmin": true}}', refused(JSON_TEXT)],
  ['a nested __proto__', '{"phone_number": {"__proto__": {"length": 1}}}', refused(JSON_TEXT)],
  ['constructor.prototype', '{"constructor": {"prototype": {"isAdmin": true}}}', refused(JSON_TEXT)],
  ['64 KiB and a byte', `{"phone_number": "${'1'.repeat(65_536 - '{"phone_number": ""}'.length + 1)}"}`, tooLarge],
];

const ASKS: [title: string, body: object | string | Buffer, wanted: Wanted][] = [
  ['no member', {}, faults({ phone_number: PHONE_TYPE })],
  ['a number that is null', { phone_number: null }, faults({ phone_number: PHONE_TYPE })],
  ['a number that is a number', { phone_number: 9_123_456_789 }, faults({ phone_number: PHONE_TYPE })],
  ['a number that is a list', { phone_number: ['09123456789'] }, faults({ phone_number: PHONE_TYPE })],
  ['a number that is an object', { phone_number: { length: 5 } }, faults({ phone_number: PHONE_TYPE })],
  ['a number of 65 characters', { phone_number: '0'.repeat(65) }, faults({ phone_number: PHONE_LENGTH })],
  ['a number of 60,000 characters', { phone_number: '0'.repeat(60_000) }, faults({ phone_number: PHONE_LENGTH })],
  ['an empty number', { phone_number: '' }, badNumber],
  ['a bare national number', { phone_number: '9123456789' }, badNumber],
  ['a null byte in the number', { phone_number: '09123456789\u0000' }, badNumber],
  ['a lone surrogate in the number', '{"phone_number": "09123456789\\ud800"}', badNumber],
  ['bytes that are not UTF-8', Buffer.from('{"phone_number": "0912345678\xff\xc0"}', 'latin1'), badNumber],
  ['markup and SQL in the number', { phone_number: `'; DROP TABLE users; --<script>` }, badNumber],
  ['the last of two equal members', '{"phone_number": "09123456789", "phone_number": "x"}', badNumber],
  ['an unknown purpose', { phone_number: '09123456789', purpose: 'sudo' }, faults({ purpose: PURPOSE })],
  ['a purpose that is a list', { phone_number: '09123456789', purpose: ['login'] }, faults({ purpose: PURPOSE })],
  ['a purpose from a prototype', { phone_number: '09123456789', purpose: 'toString' }, faults({ purpose: PURPOSE })],
  ['an unknown channel', { phone_number: '09123456789', channel: 'fax' }, faults({ channel: CHANNEL })],
  ['a channel that is an object', { phone_number: '09123456789', channel: {} }, faults({ channel: CHANNEL })],
  ['a locale that is a list', { phone_number: '09123456789', locale: ['fa'] }, faults({ locale: LOCALE })],
  [
    'several faults',
    { phone_number: 1, purpose: 1, channel: 1, locale: 1 },
    faults({ phone_number: PHONE_TYPE, purpose: PURPOSE, channel: CHANNEL, locale: LOCALE }),
  ],
  [
    'a country that is not allowed',
    { phone_number: '+573001234567' },
    {
      status: 403,
      code: 'destination_not_allowed',
      detail: 'Messages cannot be sent to numbers of this country.',
    },
  ],
];

const VERIFICATIONS: [title: string, body: object | string, wanted: Wanted][] = [
  ['no member', {}, faults({ phone_number: PHONE_OR_CHALLENGE, code: CODE_TYPE })],
  ['no code', { phone_number: '09123456789' }, faults({ code: CODE_TYPE })],
  ['a code that is null', { phone_number: '09123456789', code: null }, faults({ code: CODE_TYPE })],
  ['a code that is a number', { phone_number: '09123456789', code: 123_456 }, faults({ code: CODE_TYPE })],
  [
    'a code that is no string beside an otp_code that is one',
    { phone_number: '09123456789', code: {}, otp_code: '123456' },
    faults({ code: CODE_TYPE }),
  ],
  [
    'a code that is no string beside an otp_code that is null',
    { phone_number: '09123456789', code: [1], otp_code: null },
    faults({ code: CODE_TYPE }),
  ],
  ['a short code', { phone_number: '09123456789', code: '123' }, faults({ code: CODE_DIGITS })],
  ['a huge code', { phone_number: '09123456789', code: '1'.repeat(50_000) }, faults({ code: CODE_DIGITS })],
  [
    'a wrong otp_code',
    { phone_number: '09123456789', otp_code: ['123456'] },
    faults({ otp_code: 'otp_code must be a string of digits' }),
  ],
  [
    'neither number nor challenge',
    { code: '123456', phone_number: null },
    faults({ phone_number: PHONE_OR_CHALLENGE }),
  ],
  [
    'a number that is no string beside a challenge',
    { challenge_id: UNKNOWN_CHALLENGE, phone_number: [1], code: '123456' },
    faults({ phone_number: PHONE_OR_CHALLENGE }),
  ],
  [
    'a number that is no string beside a challenge that is null',
    { challenge_id: null, phone_number: { length: 3 }, code: '123456' },
    faults({ phone_number: PHONE_OR_CHALLENGE }),
  ],
  ['a challenge that is no UUID', { challenge_id: '1', code: '123456' }, faults({ challenge_id: CHALLENGE })],
  [
    'a null byte in the challenge',
    { challenge_id: `${UNKNOWN_CHALLENGE}\u0000`, code: '123456' },
    faults({ challenge_id: CHALLENGE }),
  ],
  ['a challenge that is a list', { challenge_id: [], code: '123456' }, faults({ challenge_id: CHALLENGE })],
  ['a challenge nobody has', { challenge_id: UNKNOWN_CHALLENGE, code: '123456' }, noCode],
  ['a number nobody asked for', { phone_number: '09123456780', code: '123456' }, noCode],
  ['a null byte in the code', { phone_number: '09123456780', code: '123\u0000456' }, faults({ code: CODE_DIGITS })],
  [
    'a lone surrogate in the code',
    '{"phone_number": "09123456780", "code": "123\\ud800456"}',
    faults({ code: CODE_DIGITS }),
  ],
  ['a bad number', { phone_number: 'x', code: '123456' }, badNumber],
  ['an unknown purpose', { phone_number: '09123456789', code: '123456', purpose: 'x' }, faults({ purpose: PURPOSE })],
];

/** What is no request for Node, or none for the router: the bytes as they go over the wire. */
const RAW: [title: string, bytes: string, wanted: Wanted][] = [
  ['what is not HTTP', '\x16\x03\x01 hello\r\n\r\n', refused(NOT_HTTP)],
  ['a method that does not exist', `FOO ${ASK} HTTP/1.1\r\nHost: x\r\n\r\n`, refused(NOT_HTTP)],
  ['a header name with a space', 'GET /health/live HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n', refused(NOT_HTTP)],
  ['a null byte in a header', 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: b\0c\r\n\r\n', refused(NOT_HTTP)],
  ['a header on two lines', 'GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n b: c\r\n\r\n', refused(NOT_HTTP)],
  [
    'two lengths of one body',
    `POST ${ASK} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    refused(NOT_HTTP),
  ],
  ['a length below zero', `POST ${ASK} HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n`, refused(NOT_HTTP)],
  [
    'an address of 20,000 characters',
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    { ...tooLarge, detail: HEADERS_TOO_LARGE },
  ],
  [
    'a header of 20,000 characters',
    `GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
    { ...tooLarge, detail: HEADERS_TOO_LARGE },
  ],
  ['a lone percent sign', 'GET /% HTTP/1.1\r\nHost: x\r\n\r\n', refused(BAD_ADDRESS)],
  ['half a percent-encoded character', `GET ${ASK}/%E0%A4 HTTP/1.1\r\nHost: x\r\n\r\n`, refused(BAD_ADDRESS)],
  ['a percent-encoded null byte', 'GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n', nowhere],
  [
    'a way out of the folder of /docs',
    'GET /docs/%2e%2e/%2e%2e/package.json HTTP/1.1\r\nHost: x\r\n\r\n',
    refused('The request could not be read. Please check its address and headers.'),
  ],
  ['an address of 8,000 characters', `GET /${'a'.repeat(8000)} HTTP/1.1\r\nHost: x\r\n\r\n`, nowhere],
  [
    'a body of unknown length that grows over the limit',
    `POST ${ASK} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n${'1'.repeat(70_000)}`,
    tooLarge,
  ],
  [
    'a length far over the limit',
    `POST ${ASK} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{`,
    tooLarge,
  ],
];

describe('bad input', () => {
  const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error', ALLOWED_ORIGINS: 'https://app.example' });
  let pool: Pool;
  let linesSeen = 0;

  beforeAll(() => {
    pool = new Pool(ramz.url, { connections: LANES });
  });

  // Nothing that a client can send is a fault of ours, so nothing was logged as one.
  afterEach(() => {
    const logged = ramz.process.logs.slice(linesSeen);
    linesSeen += logged.length;
    expect(logged).toEqual([]);
  });

  afterAll(() => pool.close());

  async function request(
    method: string,
    path: string,
    body?: string | Buffer,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Promise<RawAnswer> {
    const answer = await pool.request({ method, path, headers, body: body ?? null });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  function expectProblem(answer: RawAnswer, { errors, ...wanted }: Wanted): void {
    expect(problemFault(answer)).toBeUndefined();
    const body = JSON.parse(answer.text) as Record<string, unknown>;
    expect(body).toMatchObject(wanted);
    expect(body['errors']).toEqual(errors);
  }

  describe.each(CODE_ROUTES)('code routes at $ask', ({ ask, verify }) => {
    it.each(BODIES)('both routes refuse %s', async (_title, body, wanted) => {
      expectProblem(await request('POST', ask, body), wanted);
      expectProblem(await request('POST', verify, body), wanted);
    });

    it.each(ASKS)('a code request with %s is refused', async (_title, body, wanted) => {
      expectProblem(await request('POST', ask, textOf(body)), wanted);
    });

    it.each(VERIFICATIONS)('a verification with %s is refused', async (_title, body, wanted) => {
      expectProblem(await request('POST', verify, textOf(body)), wanted);
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/merge-patch+json',
      'no type at all',
    ])('a body with the content type "%s" is refused', async (type) => {
      for (const path of [ask, verify]) {
        expectProblem(
          await request('POST', path, '{"phone_number": "09123456789"}', { 'content-type': type }),
          wrongType,
        );
      }
    });

    it('a body without a content type is refused, and so is a request without a body', async () => {
      expectProblem(await request('POST', ask, '{}', {}), wrongType);
      expectProblem(await request('POST', ask, undefined, {}), refused(OBJECT));
    });

    it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'TRACE'])(
      'a %s request to either route is answered with not_found',
      async (method) => {
        expectProblem(await request(method, ask, undefined, {}), nowhere);
        expectProblem(await request(method, verify, undefined, {}), nowhere);
      },
    );
  });

  it.each(PAGES)('the address %s accepts only GET', async (path) => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expectProblem(await request(method, path, undefined, {}), nowhere);
    }
    expectProblem(await request('POST', path, '{}'), nowhere);
  });

  it.each(['/api', `${ASK}/`, `${VERIFY}/x`, `/${ASK}`, ASK.toUpperCase(), '/docs-yaml', '/docs/nothing', '/.env'])(
    'a request to %s is answered with not_found',
    async (path) => expectProblem(await request('GET', path, undefined, {}), nowhere),
  );

  it.each(RAW)('%s is answered with a problem document', async (_title, bytes, wanted) => {
    expectProblem(await exchange(bytes, ramz.url), wanted);
  });

  it('a code request ignores unknown fields, also those named like methods', async () => {
    const { national: phone_number } = newPhoneNumber();
    const extra = { then: 'x', toString: 1, hasOwnProperty: null, constructor: 'x', prototype: {}, isAdmin: true };
    const asked = await request('POST', ASK, JSON.stringify({ phone_number, ...extra }));
    expect(asked.status).toBe(200);
    expect(asked.text).not.toContain('isAdmin');
  });

  it('a field that is null counts as absent, and direction marks in a number are ignored', async () => {
    const { e164, national } = newPhoneNumber();
    const members = { purpose: null, channel: null, locale: null, challenge_id: null, otp_code: null };
    const asked = await request('POST', ASK, JSON.stringify({ phone_number: `\u202e${national}\u202c`, ...members }));
    expect(asked.status).toBe(200);
    expect(JSON.parse(asked.text)).toMatchObject({ phone_number: e164, channel: 'sms' });
    const verified = await request(
      'POST',
      VERIFY,
      JSON.stringify({ phone_number: e164, code: WRONG_CODE, ...members }),
    );
    expectProblem(verified, {
      status: 400,
      code: 'otp_incorrect',
      detail: 'The code is incorrect. Please check it and try again.',
    });
  });

  it.each([
    ['"fa\\u0000"', 'fa\u0000'],
    ['a path', '../../etc'],
    ['a lone surrogate', '\udc00'],
    ['nothing', ''],
    ['a language without texts', 'tlh'],
    ['an underscore', 'es_CO'],
    ['a POSIX locale', 'fa_IR.UTF-8@calendar=persian'],
    ['a name from a prototype', 'constructor'],
    ['a text of 50,000 characters', '-'.repeat(50_000)],
  ])('a locale that is a string is never refused: %s', async (_title, locale) => {
    const { national: phone_number } = newPhoneNumber();
    expect((await request('POST', ASK, JSON.stringify({ phone_number, locale }))).status).toBe(200);
  });

  it.each(['two words', 'a%0d%0aSet-Cookie:%20a=b', '<script>', 'é', 'a'.repeat(65), ''])(
    'a malformed request id is replaced by a generated one: "%s"',
    async (id) => {
      const answer = await request('GET', '/nowhere', undefined, { 'x-request-id': id });
      expectProblem(answer, nowhere);
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('a well-formed request id of the client is kept', async () => {
    const answer = await request('GET', '/nowhere', undefined, { 'x-request-id': 'Shop_7.a-1' });
    expect(answer.headers['x-request-id']).toBe('Shop_7.a-1');
    expectProblem(answer, nowhere);
  });

  it('any User-Agent of a browser is accepted and stored', async () => {
    const agent = `${'\xff'.repeat(300)}'; --`;
    const { e164 } = newPhoneNumber();
    const headers = {
      'content-type': 'application/json',
      'user-agent': agent,
      'accept-language': 'a-,;q=é'.repeat(300),
    };
    const asked = await request('POST', ASK, JSON.stringify({ phone_number: e164 }), headers);
    expect(asked.status).toBe(200);
  });

  describe(`${REQUESTS} generated requests`, () => {
    const described = describedProblems();

    it(
      'every generated request is answered with 2xx or a valid problem document, and memory does not grow',
      async () => {
        await fuzz(REQUESTS / 2, SEED);
        const before = residentMiB(ramz.process.pid);
        await fuzz(REQUESTS / 2, SEED + LANES);
        expect(residentMiB(ramz.process.pid) - before).toBeLessThan(MEMORY_GROWTH_MIB);
        expect((await request('GET', '/health/ready', undefined, {})).status).toBe(200);
      },
      60_000 + REQUESTS * 5,
    );

    /** Each lane has a seed of its own, which fast-check prints with the smallest request that fails. */
    async function fuzz(requests: number, seed: number): Promise<void> {
      const property = fc.asyncProperty(anyRequest, async ({ method, path, headers, body }) => {
        const answer = await request(method, path, body, headers);
        const fault = faultOf(answer, method, path);
        if (fault) throw new Error(`${fault}: HTTP ${answer.status} ${answer.text.slice(0, 500)}`);
      });
      const numRuns = Math.ceil(requests / LANES);
      await Promise.all(
        Array.from({ length: LANES }, (_, lane) => fc.assert(property, { seed: seed + lane, numRuns })),
      );
    }

    function faultOf(answer: RawAnswer, method: string, path: string): string | undefined {
      if (answer.status >= 500 || answer.status < 200) return 'neither 2xx nor 4xx';
      if (answer.headers['x-content-type-options'] !== 'nosniff') return 'without its headers';
      if (method === 'HEAD') return undefined;
      if (answer.status < 300) return path.startsWith('/docs') ? undefined : insidesIn(answer.text);
      const fault = problemFault(answer);
      if (fault) return fault;
      const { code } = JSON.parse(answer.text) as { code: string };
      const codes = described.get(`${method} ${path.split('?')[0]}`);
      return codes && !codes.has(code) ? `${code} is not in openapi.json` : undefined;
    }
  });
});

function textOf(body: object | string | Buffer): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

/** The codes that openapi.json tells of, by method and path. */
function describedProblems(): Map<string, Set<string>> {
  interface Operation {
    responses: Record<string, { content?: Record<string, { examples?: object }> }>;
  }
  const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => {
      const contents = Object.values(responses).map(({ content }) => content?.['application/problem+json']?.examples);
      const codes = contents.flatMap((examples) => Object.keys(examples ?? {}));
      return [`${method.toUpperCase()} ${path}`, new Set(codes)] as const;
    }),
  );
  return new Map(operations);
}

/** Sends bytes that no HTTP client would send, and reads until the answer is whole or the connection ends. */
function exchange(bytes: string, url: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const finish = () => {
      const answer = parseAnswer(text);
      if (!answer) return;
      done(answer);
      socket.destroy();
    };
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      finish();
    });
    socket.once('error', () => fail(new Error(`The connection broke after: ${text}`)));
    socket.once('close', () => fail(new Error(`The connection ended after: ${text}`)));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

function parseAnswer(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((header) => [header.slice(0, header.indexOf(':')).toLowerCase(), header.slice(header.indexOf(':') + 2)]),
  );
  const body = text.slice(end + 4);
  const whole = end > 0 && Buffer.byteLength(body) >= Number(headers['content-length']);
  return whole ? { status: Number(line.split(' ')[1]), headers, text: body } : undefined;
}

function residentMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

const nasty = fc.constantFrom(
  '\u0000',
  '\u202e',
  '\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '${7*7}',
  '%00',
  '../../etc/passwd',
  '\r\nSet-Cookie: a=b',
  '09123456789',
  '+989123456789',
  '\u06f0\u06f9\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9',
  '123456',
  UNKNOWN_CHALLENGE,
  'login',
  'registration',
  'sms',
  'call',
  'fa',
);
const text = fc.oneof(
  nasty,
  nasty,
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.tuple(nasty, nasty).map((parts) => parts.join('')),
  fc.integer({ min: 0, max: 70_000 }).map((length) => '9'.repeat(length)),
);
const value = fc.oneof(
  { arbitrary: text, weight: 5 },
  { arbitrary: fc.anything({ maxDepth: 3, withNullPrototype: false }), weight: 1 },
  fc.constantFrom(null, true, 0, -1, 1e308, [], {}, [[]], { length: 3 }),
);
const member = fc.oneof(
  {
    arbitrary: fc.constantFrom('phone_number', 'code', 'otp_code', 'challenge_id', 'purpose', 'channel', 'locale'),
    weight: 8,
  },
  { arbitrary: text, weight: 1 },
);
const jsonBody = fc.array(fc.tuple(member, value), { maxLength: 8 }).map(
  (members) =>
    // Not an object first: members may be double, or be called __proto__.
    `{${members.map(([name, given]) => `${JSON.stringify(name)}:${JSON.stringify(given, plain) ?? 'null'}`).join(',')}}`,
);
const brokenBody = fc
  .tuple(jsonBody, fc.nat(), fc.constantFrom('', '\u0000', '"', ',', '}}', '\ud800'))
  .map(([body, at, put]) => body.slice(0, at % (body.length + 1)) + put + body.slice((at % (body.length + 1)) + 1));
const deepBody = fc
  .tuple(fc.integer({ min: 1, max: 12_000 }), fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[{"phone_number":', '}]']))
  .map(([levels, [open = '', close = '']]) => `{"phone_number": ${nested(open, close, levels)}}`);
const anyBody = fc.oneof(
  { arbitrary: jsonBody, weight: 8 },
  { arbitrary: brokenBody, weight: 2 },
  { arbitrary: fc.json(), weight: 1 },
  { arbitrary: deepBody, weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
  { arbitrary: fc.constant(undefined), weight: 1 },
);
const anyPath = fc.oneof(
  { arbitrary: fc.constantFrom(...CODE_ROUTES.flatMap(({ ask, verify }) => [ask, verify])), weight: 12 },
  { arbitrary: fc.constantFrom(...PAGES, '/docs/', '/docs/%2e%2e/x', '/%', '/%ff', '//', '/api/v1'), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((part) => `/${escape(part)}`), weight: 1 },
  { arbitrary: fc.string({ maxLength: 60 }).map((query) => `${ASK}?${encodeURIComponent(query)}`), weight: 1 },
);
const anyHeaders = fc
  .record(
    {
      'content-type': fc.oneof(
        { arbitrary: fc.constant('application/json'), weight: 20 },
        fc.constantFrom('application/json; charset=utf-16', 'text/plain', 'text/xml', '@', 'multipart/form-data'),
      ),
      'x-request-id': fc.string({ maxLength: 80 }),
      'accept-language': fc.string({ maxLength: 80 }),
      'idempotency-key': fc.oneof(
        fc.constantFrom('one', 'another-random-key-of-32-letters'),
        fc.string({ maxLength: 300 }),
      ),
      'user-agent': fc.string({ maxLength: 400 }),
      'accept-version': fc.string({ maxLength: 20 }),
      'content-encoding': fc.constantFrom('gzip', 'x'),
      'x-forwarded-for': fc.string({ maxLength: 80 }),
      'x-http-method-override': fc.constant('DELETE'),
      origin: fc.constantFrom('https://app.example', 'https://evil.example', 'null'),
      'access-control-request-method': fc.constantFrom('POST', 'FOO'),
      cookie: fc.string({ maxLength: 200 }),
      range: fc.constantFrom('bytes=0-0', 'bytes=9999999-', 'x'),
    },
    { requiredKeys: ['content-type'] },
  )
  .map((headers) =>
    Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => !!entry[1])),
  );
const anyRequest = fc.record({
  method: fc.oneof(
    { arbitrary: fc.constant('POST'), weight: 12 },
    { arbitrary: fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'SEARCH'), weight: 2 },
  ),
  path: anyPath,
  headers: anyHeaders,
  body: anyBody,
});

/** Big integers and symbols have no JSON; everything else has. */
function plain(_name: string, given: unknown): unknown {
  return typeof given === 'bigint' ? Number(given) : given;
}

/** Percent-encoding byte by byte, as it comes: also of what is not UTF-8. */
function escape(part: string): string {
  return Buffer.from(part, 'latin1').reduce((path, byte) => `${path}%${byte.toString(16).padStart(2, '0')}`, '');
}
