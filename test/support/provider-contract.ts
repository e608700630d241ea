import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Environment } from '../../src/config/index.js';
import type { ProviderDescriptor } from '../../src/sms/providers/define-provider.js';
import {
  canDiagnose,
  implementedCapabilities,
  type ProviderCapability,
} from '../../src/sms/providers/provider-capabilities.js';
import { ProviderHttp } from '../../src/sms/providers/provider-http.js';
import type {
  Accepted,
  SendMethod,
  SendOutcome,
  SmsProvider,
  SmsRequest,
} from '../../src/sms/providers/provider.contract.js';

/** What a fake provider server has to offer for these tests. */
export interface ContractFake {
  url: string;
  /** In the order of arrival. Their other properties are compared with `ContractSend.wire`. */
  requests: { remotePort?: number | undefined }[];
  /** What was sent. */
  messages: unknown[];
  failNext(fault: ContractFault): unknown;
  respondWith(fault: ContractFault): unknown;
  waitForRequest(): Promise<unknown>;
  close(): Promise<void>;
}

/** The name of a transport fault, or an answer instead of the provider's own. */
export type ContractFault =
  | 'hang'
  | 'half_body'
  | 'close'
  | 'redirect'
  | { transport?: 'html'; httpStatus?: number; body?: string };

/** A request, a method that can send it, and the result. */
export interface ContractSend {
  method: SendMethod;
  request: SmsRequest;
  /** What arrives at the fake: the exact value of each of these properties (of `headers`: at least those listed). */
  wire?: Record<string, unknown>;
  /** Known properties of the outcome, such as `rawCode` and `cost`. A `providerMessageId` is required anyway. */
  accepted?: Partial<Accepted>;
}

export interface ProviderContract {
  name: string;
  /** As declared by the descriptor. */
  capabilities: readonly ProviderCapability[];
  /** A new provider that calls the fake at `baseUrl`. */
  create(baseUrl: string, http: ProviderHttp): SmsProvider;
  /** Starts a new fake for each test. Absent for a provider that does not use the network. */
  fake?: () => Promise<ContractFake>;
  /** At least one for each method of the provider. */
  sends: [ContractSend, ...ContractSend[]];
  /** Searched for in outcomes, besides the recipient, the code and the text. */
  secrets: string[];
  /** The secrets that are kept out of the log, as declared by the descriptor. Absent without a descriptor. */
  keptOutOfTheLog?: readonly (string | undefined)[];
}

/** The part of a contract that follows from the descriptor and the variables. */
export function describedBy(
  descriptor: ProviderDescriptor,
  environment: (baseUrl: string) => Environment,
): Pick<ProviderContract, 'name' | 'capabilities' | 'keptOutOfTheLog' | 'create'> {
  const { name, capabilities } = descriptor;
  return {
    name,
    capabilities,
    keptOutOfTheLog: descriptor.config.secretsOf(environment('https://provider.example')),
    create: (baseUrl, http) => {
      const provider = descriptor.configure(environment(baseUrl));
      if (!provider) throw new Error(`These variables do not enable ${name}.`);
      return provider.create({ http, reportUrl: `https://ramz.example/api/v1/webhooks/${name}` });
    },
  };
}

/** A code by SMS, with changes such as `{ otp: undefined }`. */
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

/** Defines the tests that every provider must pass. Call it once, at the top level of a `*.contract.spec.ts`. */
export function describeProviderContract(contract: ProviderContract): void {
  const [first] = contract.sends;
  const cases = contract.sends.map((send, index): [string, ContractSend] => [`${send.method} (${index + 1})`, send]);

  describe(`the provider contract of ${contract.name}`, () => {
    let fake: ContractFake | undefined;
    let http: ProviderHttp;
    let outcomes: SendOutcome[];

    beforeEach(async () => {
      outcomes = [];
      http = new ProviderHttp();
      fake = await contract.fake?.();
    });

    afterEach(async () => {
      const text = JSON.stringify(outcomes);
      await Promise.all([fake?.close(), http.close()]);
      const leak = secretsOf(contract, fake?.url).find((secret) => text.includes(secret));
      if (leak !== undefined) throw new Error(`An outcome contains ${leak}: ${text}`);
    });

    const unreachable = () => contract.create('http://127.0.0.1:1', http);

    async function send(
      { method, request }: ContractSend,
      { signal = AbortSignal.timeout(20_000), baseUrl = fake?.url ?? '' } = {},
    ) {
      const outcome = await contract.create(baseUrl, http).send(request, method, signal);
      outcomes.push(outcome);
      return outcome;
    }

    it('the provider has the declared name, which is valid in SMS_ROUTES', () => {
      expect(unreachable().name).toBe(contract.name);
      expect(contract.name).toMatch(/^[a-z][a-z0-9_-]*$/);
    });

    it('the provider implements exactly the declared capabilities', () => {
      const hasTemplates = contract.sends.some(({ method }) => method === 'lookup');
      const implemented = [...(hasTemplates ? ['templates'] : []), ...implementedCapabilities(unreachable())];
      expect(contract.capabilities.toSorted()).toEqual(implemented.toSorted());
    });

    it('the declared secrets are all searched for, and there is at least one', () => {
      const { keptOutOfTheLog = [] } = contract;
      expect(contract.secrets).toEqual(expect.arrayContaining([...keptOutOfTheLog]));
      expect(contract.fake === undefined || keptOutOfTheLog.length > 0).toBe(true);
    });

    it('these tests have a case for every method', () => {
      const provider = unreachable();
      const listed = contract.sends.flatMap(({ request }) => provider.methods(request));
      expect(new Set(contract.sends.map(({ method }) => method))).toEqual(new Set(listed));
    });

    it.each(cases)('every listed method can send the message: %s', async (_name, { request, method }) => {
      const methods = contract.create(fake?.url ?? '', http).methods(request);
      expect(methods).toContain(method);
      expect(new Set(methods).size).toBe(methods.length);
      for (const listed of methods) {
        expect(await send({ request, method: listed })).toMatchObject({ outcome: 'accepted' });
      }
    });

    it.each(cases)('an accepted message has an id: %s', async (_name, contractSend) => {
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

    it.each(cases)('a send is exactly this request: %s', async (_name, contractSend) => {
      await send(contractSend);
      expect(server().requests).toHaveLength(1);
      const seen = new Map<string, unknown>(Object.entries(server().requests[0] ?? {}));
      for (const [property, expected] of Object.entries(contractSend.wire ?? {})) {
        if (property === 'headers') expect(seen.get(property)).toMatchObject(Object(expected));
        else expect({ [property]: seen.get(property) }).toEqual({ [property]: expected });
      }
    });

    it.each(cases)('a deadline during the call is an unknown outcome: %s', async (_name, contractSend) => {
      server().failNext('hang');
      const deadline = new AbortController();
      const sending = send(contractSend, { signal: deadline.signal });
      await server().waitForRequest();
      deadline.abort();
      expect(await sending).toMatchObject({ outcome: 'unknown' });
      expect(server().requests).toHaveLength(1);
    });

    it('nothing is sent after the deadline', async () => {
      expect(await send(first, { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'transient' });
      expect(server().requests).toHaveLength(0);
    });

    it.each(cases)('a refused connection is transient: %s', async (_name, contractSend) => {
      expect(await send(contractSend, { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({ outcome: 'transient' });
    });

    it('the connection is kept open', async () => {
      await send(first);
      // undici frees a connection one turn of the event loop after the answer.
      await nextTurn();
      await send(first);
      expect(server().requests[1]?.remotePort).toBe(server().requests[0]?.remotePort);
    });

    if (contract.capabilities.includes('diagnosis')) {
      const diagnose = async () => {
        const provider = contract.create(server().url, http);
        if (!canDiagnose(provider)) throw new Error('The provider cannot diagnose itself.');
        return provider.diagnose(AbortSignal.timeout(20_000));
      };

      it('a diagnosis sends nothing, and each subject has one', async () => {
        const found = await diagnose();
        expect(server().messages).toEqual([]);
        expect(new Set(found.map(({ subject }) => subject)).size).toBe(found.length);
      });

      it.each<[string, ContractFault]>([
        ['no connection', 'close'],
        ["a gateway's page", { transport: 'html' }],
        ['an empty object', { body: '{}' }],
        ['null', { body: 'null' }],
      ])(
        'a diagnosis does not fail after %s, and says what to do about everything but a pass',
        async (_what, fault) => {
          server().respondWith(fault);
          const found = await diagnose();
          for (const { status, message, fix } of found) {
            expect(fix !== undefined).toBe(status !== 'pass');
            for (const secret of secretsOf(contract, server().url))
              expect(`${message} ${fix ?? ''}`).not.toContain(secret);
          }
        },
      );
    }

    const oneOf = (...outcome: SendOutcome['outcome'][]) => outcome;

    it.each<[string, ContractFault, SendOutcome['outcome'][]]>([
      ['a connection that breaks before the answer', 'close', oneOf('unknown')],
      ['a connection that breaks within the answer', 'half_body', oneOf('unknown')],
      ['an answer without an end', { body: ' '.repeat(300 * 1024) }, oneOf('unknown')],
      ['a truncated success', { httpStatus: 201, body: '{"si' }, oneOf('unknown')],
      ['a success without a body', { httpStatus: 200, body: '' }, oneOf('unknown')],
      ['a success without an id', { httpStatus: 200, body: '{}' }, oneOf('unknown')],
      ['a success that is not an object', { httpStatus: 200, body: 'null' }, oneOf('unknown')],
      ["another server's page", { transport: 'html', httpStatus: 200 }, oneOf('transient', 'unknown', 'misconfigured')],
      ["a firewall's page", { transport: 'html', httpStatus: 403 }, oneOf('misconfigured')],
      ["a gateway's 502 page", { transport: 'html', httpStatus: 502 }, oneOf('transient', 'unknown')],
      ["a gateway's 503 page", { transport: 'html', httpStatus: 503 }, oneOf('transient')],
      [
        "a gateway's 504 page, sent after it passed the request on",
        { transport: 'html', httpStatus: 504 },
        oneOf('unknown'),
      ],
      ['a redirect, which is not followed', 'redirect', oneOf('misconfigured')],
    ])('one call without an exception or a retry follows from %s', async (_what, fault, expected) => {
      server().failNext(fault);
      const { outcome } = await send(first);
      expect(expected).toContain(outcome);
      expect(server().requests).toHaveLength(1);
    });
  });
}

/** Everything that an outcome must not contain. The recipient also in its national form. */
function secretsOf({ sends, secrets }: ProviderContract, url: string | undefined): string[] {
  const content = sends.flatMap(({ request }) => [
    request.recipient.slice(1),
    request.recipient.slice(-9),
    request.text,
    ...(request.otp ? [request.otp.code] : []),
  ]);
  return [...secrets, ...(url ? [new URL(url).host] : []), ...content].filter(Boolean);
}
