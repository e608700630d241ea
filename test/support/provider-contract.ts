import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProviderHttp } from '../../src/sms/providers/provider-http.js';
import type {
  Accepted,
  SendOutcome,
  SmsProvider,
  SmsRequest,
  SendMethod,
} from '../../src/sms/providers/provider.contract.js';

/**
 * What a fake provider server has to offer here; `fake-kavenegar.mjs` and `fake-twilio.mjs` do.
 * A fault is the name of a transport, or an answer in place of the provider's own.
 */
export interface ContractFake {
  url: string;
  /** As they came, first one first. Other members are compared with `ContractSend.wire`. */
  requests: { remotePort?: number | undefined }[];
  failNext(fault: ContractFault): unknown;
  waitForRequest(): Promise<unknown>;
  close(): Promise<void>;
}

export type ContractFault =
  | 'hang'
  | 'half_body'
  | 'close'
  | 'redirect'
  | { transport?: 'html'; httpStatus?: number; body?: string };

/** A request, a way in which it can be sent, and what that does. */
export interface ContractSend {
  method: SendMethod;
  request: SmsRequest;
  /** What arrives at the fake: these members of its request, each in full (of `headers`: at least those named). */
  wire?: Record<string, unknown>;
  /** What is known of the outcome, `rawCode`, `cost`, ...; its `providerMessageId` has to be there anyway. */
  accepted?: Partial<Accepted>;
}

export interface ProviderContract {
  name: string;
  /** A new provider. `baseUrl` is the fake's; `http` is closed by the contract. */
  create(baseUrl: string, http: ProviderHttp): SmsProvider;
  /** A fresh fake for each test; absent for a provider that does not use the network. */
  fake?: () => Promise<ContractFake>;
  /** At least one for each way that the provider knows. */
  sends: [ContractSend, ...ContractSend[]];
  /** Besides the recipient, the code and the text, which are looked for anyway. */
  secrets: string[];
}

/** A code by SMS, to begin from: `contractRequest({ otp: undefined })`. */
export function contractRequest(changes: Partial<SmsRequest> = {}): SmsRequest {
  return {
    messageId: '0199a0c0-0000-7000-8000-000000000001',
    localId: 450n,
    recipient: '+573001234567',
    country: 'CO',
    text: 'Your code is 482913',
    otp: { code: '482913', locale: 'en' },
    validForSeconds: 300,
    channel: 'sms',
    ...changes,
  };
}

/** What every provider keeps to, whatever its own specs say. To be called once, at the top of a `*.contract.spec.ts`. */
export function describeProviderContract(contract: ProviderContract): void {
  const [first] = contract.sends;
  const cases = contract.sends.map((send, index): [string, ContractSend] => [`${send.method} (${index + 1})`, send]);

  describe(`the contract of providers, kept by ${contract.name}`, () => {
    let fake: ContractFake | undefined;
    let http: ProviderHttp;
    let outcomes: SendOutcome[];

    beforeEach(async () => {
      outcomes = [];
      http = new ProviderHttp();
      fake = await contract.fake?.();
    });

    afterEach(async () => {
      const said = JSON.stringify(outcomes);
      await Promise.all([fake?.close(), http.close()]);
      const leak = secretsOf(contract, fake?.url).find((secret) => said.includes(secret));
      if (leak !== undefined) throw new Error(`An outcome holds ${leak}: ${said}`);
    });

    async function send(
      { method, request }: ContractSend,
      { signal = AbortSignal.timeout(20_000), baseUrl = fake?.url ?? '' } = {},
    ) {
      const outcome = await contract.create(baseUrl, http).send(request, method, signal);
      outcomes.push(outcome);
      return outcome;
    }

    it('has a name that can stand in SMS_ROUTES', () => {
      expect(contract.create('http://127.0.0.1:1', http).name).toMatch(/^[a-z][a-z0-9_-]*$/);
    });

    it('has a case for every way, so that all of them are tried here', () => {
      const provider = contract.create('http://127.0.0.1:1', http);
      const listed = contract.sends.flatMap(({ request }) => provider.methods(request));
      expect(new Set(contract.sends.map(({ method }) => method))).toEqual(new Set(listed));
    });

    it.each(cases)('can send by every way that it lists: %s', async (_name, { request, method }) => {
      const methods = contract.create(fake?.url ?? '', http).methods(request);
      expect(methods).toContain(method);
      expect(new Set(methods).size).toBe(methods.length);
      for (const listed of methods)
        expect(await send({ request, method: listed })).toMatchObject({ outcome: 'accepted' });
    });

    it.each(cases)('says what it accepted: %s', async (_name, contractSend) => {
      expect(await send(contractSend)).toMatchObject({
        outcome: 'accepted',
        providerMessageId: expect.stringMatching(/./),
        ...contractSend.accepted,
      });
    });

    if (!contract.fake) return;
    const server = () => {
      if (!fake) throw new Error('No fake has been started.');
      return fake;
    };

    it.each(cases)('puts exactly this on the wire: %s', async (_name, contractSend) => {
      await send(contractSend);
      expect(server().requests).toHaveLength(1);
      const seen = new Map<string, unknown>(Object.entries(server().requests[0] ?? {}));
      for (const [member, expected] of Object.entries(contractSend.wire ?? {})) {
        if (member === 'headers') expect(seen.get(member)).toMatchObject(Object(expected));
        else expect({ [member]: seen.get(member) }).toEqual({ [member]: expected });
      }
    });

    it.each(cases)('takes a deadline that passes during the call for unknown: %s', async (_name, contractSend) => {
      server().failNext('hang');
      const deadline = new AbortController();
      const sending = send(contractSend, { signal: deadline.signal });
      await server().waitForRequest();
      deadline.abort();
      expect(await sending).toMatchObject({ outcome: 'unknown' });
      expect(server().requests).toHaveLength(1);
    });

    it('sends nothing after its deadline', async () => {
      expect(await send(first, { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'transient' });
      expect(server().requests).toHaveLength(0);
    });

    it.each(cases)('takes a refused connection for transient: %s', async (_name, contractSend) => {
      expect(await send(contractSend, { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({ outcome: 'transient' });
    });

    it('keeps its connection', async () => {
      await send(first);
      // undici frees a connection one turn of the event loop after its answer.
      await nextTurn();
      await send(first);
      expect(server().requests[1]?.remotePort).toBe(server().requests[0]?.remotePort);
    });

    const oneOf = (...outcome: SendOutcome['outcome'][]) => outcome;

    it.each<[string, ContractFault, SendOutcome['outcome'][]]>([
      ['a connection that breaks before the answer', 'close', oneOf('unknown')],
      ['a connection that breaks within the answer', 'half_body', oneOf('unknown')],
      ['an answer without an end', { body: ' '.repeat(300 * 1024) }, oneOf('unknown')],
      ['a success cut short', { httpStatus: 201, body: '{"si' }, oneOf('unknown')],
      ['a success without a body', { httpStatus: 200, body: '' }, oneOf('unknown')],
      ['a success that names no message', { httpStatus: 200, body: '{}' }, oneOf('unknown')],
      ['a success that is no object', { httpStatus: 200, body: 'null' }, oneOf('unknown')],
      ["another server's page", { transport: 'html', httpStatus: 200 }, oneOf('transient', 'unknown', 'misconfigured')],
      ["a firewall's page", { transport: 'html', httpStatus: 403 }, oneOf('misconfigured')],
      ["a gateway's 502 page", { transport: 'html', httpStatus: 502 }, oneOf('transient', 'unknown')],
      ["a gateway's 503 page", { transport: 'html', httpStatus: 503 }, oneOf('transient')],
      ["a gateway's 504 page: it had passed the request on", { transport: 'html', httpStatus: 504 }, oneOf('unknown')],
      ['a redirect, which it does not follow', 'redirect', oneOf('misconfigured')],
    ])('makes one call and no exception of %s', async (_what, fault, expected) => {
      server().failNext(fault);
      const { outcome } = await send(first);
      expect(expected).toContain(outcome);
      expect(server().requests).toHaveLength(1);
    });
  });
}

/** Whatever must not stand in an outcome; the recipient also in its national form. */
function secretsOf({ sends, secrets }: ProviderContract, url: string | undefined): string[] {
  const private_ = sends.flatMap(({ request }) => [
    request.recipient.slice(1),
    request.recipient.slice(-9),
    request.text,
    ...(request.otp ? [request.otp.code] : []),
  ]);
  return [...secrets, ...(url ? [new URL(url).host] : []), ...private_];
}
