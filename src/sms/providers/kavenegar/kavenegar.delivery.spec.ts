import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFakeKavenegar, type FakeKavenegar } from '../../../../test/support/fake-kavenegar.mjs';
import { contractRequest } from '../../../../test/support/provider-contract.js';
import type { DeliveryState, WebhookRequest } from '../provider.contract.js';
import { ProviderHttp } from '../provider-http.js';
import { messageStatuses } from './kavenegar.message-statuses.js';
import { KavenegarProvider, type KavenegarOptions } from './kavenegar.provider.js';

const KEY = 'SECRET4B6579';
const deadline = () => AbortSignal.timeout(20_000);

describe('Delivery reports of Kavenegar', () => {
  let fake: FakeKavenegar;
  let http: ProviderHttp;

  beforeEach(async () => {
    http = new ProviderHttp();
    fake = await startFakeKavenegar({ apiKey: KEY });
  });

  afterEach(() => Promise.all([fake.close(), http.close()]));

  const provider = (options: Partial<KavenegarOptions> = {}) =>
    new KavenegarProvider(
      { apiKey: KEY, baseUrl: fake.url, sender: '2000660110', template: 'verify', ...options },
      http,
    );

  async function sendOne(localId = 450n): Promise<string> {
    const outcome = await provider().send(contractRequest({ localId, otp: undefined }), 'plain', deadline());
    if (outcome.outcome !== 'accepted') throw new Error(outcome.meaning);
    return outcome.providerMessageId;
  }

  it.each<[number, DeliveryState]>([
    [1, 'pending'],
    [2, 'pending'],
    [4, 'pending'],
    [5, 'pending'],
    [6, 'failed'],
    [10, 'delivered'],
    [11, 'undelivered'],
    [13, 'cancelled'],
    [14, 'undelivered'],
    [50, 'pending'],
    [100, 'pending'],
  ])('the status %i is reported as %s', async (status, state) => {
    const id = await sendOne();
    fake.setStatus(id, status);
    expect(await provider().pollDelivery([id], deadline())).toEqual([
      {
        providerMessageId: id,
        state,
        rawStatus: String(status),
        meaning:
          messageStatuses[status]?.meaning ?? `Kavenegar reports the status ${status}, which Ramz does not know.`,
      },
    ]);
  });

  it('messages are polled in one call', async () => {
    const ids = [await sendOne(1n), await sendOne(2n)];
    fake.setStatus(ids[1]!, 10);
    expect(await provider().pollDelivery([...ids, '77'], deadline())).toMatchObject([
      { providerMessageId: ids[0], state: 'pending', rawStatus: '1' },
      { providerMessageId: ids[1], state: 'delivered' },
      { providerMessageId: '77', state: 'pending', rawStatus: '100' },
    ]);
    expect(fake.requests.at(-1)).toMatchObject({ method: 'POST', path: `/v1/${KEY}/sms/status.json` });
    expect(fake.requests.at(-1)?.form).toEqual({ messageid: `${ids.join(',')},77` });
    expect(provider()).toMatchObject({ pollSize: 500, pollWindowMs: 172_800_000 });
  });

  it('ids that are not numbers are left out, because they would fail the call for all', async () => {
    const id = await sendOne();
    expect(await provider().pollDelivery(['sim-1', id, 'SM0'], deadline())).toHaveLength(1);
    const calls = fake.requests.length;
    expect(await provider().pollDelivery(['sim-1'], deadline())).toEqual([]);
    expect(fake.requests).toHaveLength(calls);
  });

  it('ids of 64 bits stay exact', async () => {
    fake.failNext({ body: '{"return":{"status":200},"entries":[{"messageid":9223372036854775807,"status":10}]}' });
    expect(await provider().pollDelivery(['9223372036854775807'], deadline())).toMatchObject([
      { providerMessageId: '9223372036854775807', state: 'delivered' },
    ]);
  });

  it.each<[string, object, string]>([
    ['a refusal', { status: 403 }, 'Invalid Kavenegar API key (403). Correct KAVENEGAR_API_KEY.'],
    ['no answer', { transport: 'close' }, 'Kavenegar gave no answer: '],
    ["a gateway's page", { transport: 'html' }, 'Something other than Kavenegar answered (HTTP 502).'],
    ['a truncated answer', { body: '{' }, "Kavenegar's answer could not be read (HTTP 200)."],
    [
      'an answer that is not a list',
      { body: '{"return":{"status":200},"entries":"x"}' },
      "Kavenegar's delivery reports could not be read.",
    ],
  ])('polling throws a sentence after %s', async (_what, fault, sentence) => {
    fake.failNext(fault);
    const polling = provider().pollDelivery(['1'], deadline());
    await expect(polling).rejects.toThrow(sentence);
    await expect(polling).rejects.not.toThrow(/sent|127\.0\.0\.1|SECRET/);
  });

  describe('by callback', () => {
    const TOKEN = 'a-long-token-of-the-callback';
    const read = (request: Partial<WebhookRequest>, options: Partial<KavenegarOptions> = { webhookToken: TOKEN }) =>
      provider(options).readReports({
        url: 'https://ramz.example/api/v1/webhooks/kavenegar/x',
        headers: {},
        params: {},
        rawBody: '',
        token: TOKEN,
        ...request,
      });
    const delivered = (...ids: string[]) => ({
      reports: ids.map((id) => ({
        providerMessageId: id,
        state: 'delivered',
        rawStatus: '10',
        meaning: messageStatuses[10]?.meaning,
      })),
    });

    it.each<[string, Partial<WebhookRequest>, string[]]>([
      ['a query', { params: { messageid: '17', status: '10' } }, ['17']],
      [
        'a form with more fields',
        {
          params: { messageid: '17', status: '10', statustext: 'رسیده', sender: '2000', localid: '4' },
          rawBody: 'messageid=17&status=10&statustext=x',
        },
        ['17'],
      ],
      ['JSON', { rawBody: '{"messageid":9223372036854775807,"status":10,"more":{}}' }, ['9223372036854775807']],
      ['JSON with strings', { rawBody: '{"messageid":"17","status":"10"}' }, ['17']],
      ['a JSON list', { rawBody: '[{"messageid":17,"status":10},{"messageid":18,"status":10}]' }, ['17', '18']],
      ['repeated fields', { params: { messageid: ['17', '18'], status: ['10', '10'] } }, ['17', '18']],
      ['lists with commas', { params: { messageid: '17,18', status: '10, 10' } }, ['17', '18']],
      ['a list with unreadable entries', { rawBody: '[{"messageid":17,"status":10},{"status":10},null,7]' }, ['17']],
      ['a query beside an unrelated body', { params: { messageid: '17', status: '10' }, rawBody: '{"a":1}' }, ['17']],
    ])('a callback can be %s', (_what, request, ids) => {
      expect(read(request)).toEqual(delivered(...ids));
    });

    it.each<[string, Partial<WebhookRequest>]>([
      ['no fields', {}],
      ['no status', { params: { messageid: '17' } }],
      ['no id', { params: { status: '10' } }],
      ['words instead of numbers', { params: { messageid: 'x', status: 'delivered' } }],
      ['lists of different lengths', { params: { messageid: ['17', '18'], status: '10' } }],
      ['truncated JSON', { rawBody: '{"messageid":17,' }],
      ['JSON that is not an object', { rawBody: 'null' }],
      ['an empty list', { rawBody: '[]' }],
    ])('a callback is malformed with %s', (_what, request) => {
      expect(read(request)).toEqual({ refused: 'malformed' });
    });

    it.each<[string, Partial<WebhookRequest>, Partial<KavenegarOptions>]>([
      ['another token', { token: `${TOKEN}x` }, { webhookToken: TOKEN }],
      ['no token', { token: undefined }, { webhookToken: TOKEN }],
      ['an empty token', { token: '' }, { webhookToken: TOKEN }],
      ['no token configured', {}, {}],
      ['an empty token configured', { token: '' }, { webhookToken: '' }],
    ])('a callback is forged with %s', (_what, request, options) => {
      const report = { params: { messageid: '17', status: '10' } };
      expect(read({ ...report, ...request }, options)).toEqual({ refused: 'forged' });
    });

    describe('from the fake', () => {
      let server: Server;
      let seen: Pick<WebhookRequest, 'params' | 'rawBody'>[];

      beforeEach(async () => {
        seen = [];
        server = createServer((request, response) => {
          void receive(request).then((received) => seen.push(received) && response.writeHead(200).end());
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      });

      afterEach(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      });

      async function receive(request: IncomingMessage) {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const rawBody = Buffer.concat(chunks).toString();
        const query = new URL(request.url ?? '/', 'http://x').searchParams;
        return { params: Object.fromEntries([...query, ...new URLSearchParams(rawBody)]), rawBody };
      }

      it.each(['get', 'form'] as const)('a callback sent by %s is read', async (mode) => {
        const id = await sendOne();
        fake.callback.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/${TOKEN}`;
        expect(await fake.report(id, 10, { mode })).toBe(200);
        expect(read(seen[0]!)).toEqual(delivered(id));
        expect(await provider().pollDelivery([id], deadline())).toEqual(delivered(id).reports);
      });
    });
  });
});
