import { createHash, createHmac } from 'node:crypto';
import { signTwilio, startFakeTwilio } from '../../../../test/support/fake-twilio.mjs';
import type { WebhookRequest } from '../provider.contract.js';
import { isSigned, readStatusCallback } from './twilio.webhook.js';

const TOKEN = '12345';
const URL_OF_TWILIO = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const SID = `SM${'0'.repeat(32)}`;

function requestOf(url: string, rawBody: string, signature: string | undefined): WebhookRequest {
  return { url, rawBody, headers: { 'x-twilio-signature': signature }, params: {} };
}

/** A callback signed over `signedUrl`, as it arrives at `url`. */
function signed(fields: Record<string, string>, url = URL_OF_TWILIO, signedUrl = url): WebhookRequest {
  return requestOf(url, new URLSearchParams(fields).toString(), signTwilio(TOKEN, signedUrl, fields));
}

describe("Twilio's signature", () => {
  const form = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }).toString();
  const GOLDEN = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
  const json = '{"property": "value", "boolean": true}';
  const jsonUrl = `${URL_OF_TWILIO}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620`;
  const JSON_GOLDEN = 'a9nBmqA0ju/hNViExpshrM61xv4=';

  it("the test vectors of Twilio's client are accepted", () => {
    expect(isSigned(requestOf(URL_OF_TWILIO, form, GOLDEN), TOKEN)).toBe(true);
    expect(isSigned(requestOf(jsonUrl, json, JSON_GOLDEN), TOKEN)).toBe(true);
  });

  it.each<[string, WebhookRequest, string]>([
    ['another token', requestOf(URL_OF_TWILIO, form, GOLDEN), '12346'],
    ['no signature', requestOf(URL_OF_TWILIO, form, undefined), TOKEN],
    ['an empty signature', requestOf(URL_OF_TWILIO, form, ''), TOKEN],
    ['a truncated signature', requestOf(URL_OF_TWILIO, form, GOLDEN.slice(0, -1)), TOKEN],
    ['another address', requestOf('https://mycompany.com/other?foo=1&bar=2', form, GOLDEN), TOKEN],
    ['another field', requestOf(URL_OF_TWILIO, `${form}&Extra=1`, GOLDEN), TOKEN],
    ['another value', requestOf(URL_OF_TWILIO, form.replace('1234', '1235'), GOLDEN), TOKEN],
    ['another JSON body', requestOf(jsonUrl, json.replace('true', 'false'), JSON_GOLDEN), TOKEN],
    ['a JSON body without a hash in the address', requestOf(URL_OF_TWILIO, json, JSON_GOLDEN), TOKEN],
    ['an invalid address', requestOf('not a URL', form, GOLDEN), TOKEN],
  ])('a request with %s is refused', (_what, request, token) => {
    expect(isSigned(request, token)).toBe(false);
  });

  it.each([
    ['the standard port added', 'https://ramz.example/w', 'https://ramz.example:443/w'],
    ['the standard port left out', 'https://ramz.example:443/w', 'https://ramz.example/w'],
    ['a port left out', 'https://ramz.example:8443/w', 'https://ramz.example/w'],
    ['a port kept', 'https://ramz.example:8443/w', 'https://ramz.example:8443/w'],
    ['the port of http', 'http://p/w', 'http://p:80/w'],
    ['credentials', 'https://u:p@ramz.example/w', 'https://u:p@ramz.example:443/w'],
    ['the query re-encoded', 'https://ramz.example/w?a=b+c', 'https://ramz.example/w?a=b%20c'],
    ['the fragment left out', 'https://ramz.example/w#rc=3', 'https://ramz.example/w'],
    ['the host with capitals', 'https://Ramz.Example/w', 'https://Ramz.Example/w'],
    ['the host in another script', 'https://رمز.example/w', 'https://رمز.example/w'],
    ['that host in ASCII', 'https://رمز.example/w', 'https://xn--wgbc0d.example/w'],
  ])('another spelling of the address is accepted: %s', (_what, url, signedUrl) => {
    expect(isSigned(signed({ MessageSid: SID }, url, signedUrl), TOKEN)).toBe(true);
  });

  it('a signature over another spelling that the provider was given is accepted, and over a third one refused', () => {
    const fields = { MessageSid: SID };
    const otherUrls = ['https://Ramz.Example/w'];
    for (const [signedUrl, accepted] of [
      ['https://Ramz.Example/w', true],
      ['https://RAMZ.example/w', false],
    ] as const) {
      const request = { ...signed(fields, 'https://ramz.example/w', signedUrl), otherUrls };
      expect(isSigned(request, TOKEN)).toBe(accepted);
    }
  });

  it('the values of a repeated field are signed in order, and each once', () => {
    const data = `${URL_OF_TWILIO}A1A2B `;
    const signature = createHmac('sha1', TOKEN).update(data).digest('base64');
    expect(isSigned(requestOf(URL_OF_TWILIO, 'B=+&A=2&A=1&A=2', signature), TOKEN)).toBe(true);
  });

  it('fields may contain UTF-8', () => {
    expect(isSigned(signed({ Body: 'کد ۱۲ é', MessageSid: SID }), TOKEN)).toBe(true);
  });
});

describe('readStatusCallback', () => {
  it.each([
    ['queued', 'pending'],
    ['accepted', 'pending'],
    ['scheduled', 'pending'],
    ['sending', 'pending'],
    ['sent', 'pending'],
    ['partially_delivered', 'pending'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
  ])('the status %s is reported as %s', (MessageStatus, state) => {
    expect(readStatusCallback(signed({ MessageSid: SID, MessageStatus }), TOKEN)).toEqual({
      reports: [{ providerMessageId: SID, state, rawStatus: MessageStatus }],
    });
  });

  it('a report has the meaning of its error code', () => {
    const fields = { MessageSid: SID, MessageStatus: 'undelivered', ErrorCode: '30003', To: '+573001234567' };
    expect(readStatusCallback(signed(fields), TOKEN)).toEqual({
      reports: [
        {
          providerMessageId: SID,
          state: 'undelivered',
          rawStatus: '30003',
          meaning: 'The handset is off or out of reach (30003).',
        },
      ],
    });
  });

  it.each([
    [
      'its id in the address',
      SID,
      '?message=0199a0c0-0000-7000-8000-000000000001',
      '0199a0c0-0000-7000-8000-000000000001',
    ],
    ['no id', SID, '', undefined],
    ['something else than an id', SID, '?message=1', undefined],
  ])('a report has the id of the message if there is %s', (_what, MessageSid, query, messageId) => {
    const request = signed({ MessageSid, MessageStatus: 'delivered' }, `https://ramz.example/w${query}`);
    const { reports } = readStatusCallback(request, TOKEN) as { reports: { messageId?: string }[] };
    expect(reports[0]?.messageId).toBe(messageId);
  });

  it.each([
    ['30005', true],
    ['30006', true],
    ['21614', true],
    ['30003', undefined],
    ['30007', undefined],
  ])('the error %s is about the number itself: %s', (ErrorCode, recipientAtFault) => {
    const request = signed({ MessageSid: SID, MessageStatus: 'undelivered', ErrorCode });
    const { reports } = readStatusCallback(request, TOKEN) as { reports: { recipientAtFault?: boolean }[] };
    expect(reports[0]?.recipientAtFault).toBe(recipientAtFault);
  });

  it('an incoming text is not a report', () => {
    expect(readStatusCallback(signed({ MessageSid: SID, MessageStatus: 'received' }), TOKEN)).toEqual({ reports: [] });
  });

  it.each<Record<string, string>>([
    {},
    { MessageSid: SID },
    { MessageStatus: 'sent' },
    { MessageSid: 'SM1', MessageStatus: 'sent' },
    { MessageSid: SID, MessageStatus: '' },
  ])('the fields %j are malformed', (fields) => {
    expect(readStatusCallback(signed(fields), TOKEN)).toEqual({ refused: 'malformed' });
  });

  it('a forged report is refused without reading it, and every report if no auth token is set', () => {
    const request = signed({ MessageSid: SID, MessageStatus: 'delivered' });
    expect(readStatusCallback(request, 'other')).toEqual({ refused: 'forged' });
    expect(readStatusCallback(request, undefined)).toEqual({ refused: 'forged' });
  });

  it('unsigned fields of the query are ignored', () => {
    const request = signed({ MessageSid: SID, MessageStatus: 'sent' }, `${URL_OF_TWILIO}&MessageStatus=delivered`);
    request.params = { MessageStatus: ['delivered', 'sent'] };
    expect(readStatusCallback(request, TOKEN)).toMatchObject({ reports: [{ state: 'pending' }] });
  });

  it('the reports of the fake are accepted', async () => {
    const fake = await startFakeTwilio({ authToken: TOKEN });
    const basic = Buffer.from(`${fake.accountSid}:${TOKEN}`).toString('base64');
    await fetch(`${fake.url}/2010-04-01/Accounts/${fake.accountSid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({
        To: '+573001234567',
        From: '+15005550006',
        Body: 'x',
        StatusCallback: 'https://ramz.example/w?a=b#rc=2',
      }),
    });
    const { url, headers, body } = fake.statusCallback(fake.messages[0]?.sid ?? '', 'delivered');
    await fake.close();
    expect(readStatusCallback({ url, headers, rawBody: body, params: {} }, TOKEN)).toMatchObject({
      reports: [{ providerMessageId: fake.messages[0]?.sid, state: 'delivered' }],
    });
  });

  it('a JSON body is hashed as received', () => {
    const rawBody = '{ "a": "ک" }';
    const url = `${URL_OF_TWILIO}&bodySHA256=${createHash('sha256').update(rawBody).digest('hex')}`;
    const request = requestOf(url, rawBody, signTwilio(TOKEN, url, {}));
    expect(isSigned(request, TOKEN)).toBe(true);
    expect(readStatusCallback(request, TOKEN)).toEqual({ refused: 'malformed' });
  });
});
