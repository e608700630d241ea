import { meaningOfReply, type SmtpStep } from './smtp.reply-codes.js';

const STEPS: SmtpStep[] = ['connection', 'login', 'sender', 'recipient', 'content'];

describe('A reply of a mail server', () => {
  it.each([421, 450, 451, 452, 454, 499, 503])('%i is for later, wherever it comes', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)?.outcome).toBe('transient');
  });

  it.each([530, 534, 535, 538])('%i is the operator’s to mend, wherever it comes', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)?.outcome).toBe('misconfigured');
  });

  it.each([550, 551, 552, 553, 554, 521, 599])('%i ends the e-mail where it is about the e-mail', (code) => {
    expect(meaningOfReply(code, 'recipient')?.outcome).toBe('rejected');
    expect(meaningOfReply(code, 'content')?.outcome).toBe('rejected');
  });

  it.each([500, 550, 553, 554])('%i is the operator’s to mend before there is a recipient', (code) => {
    for (const step of ['connection', 'login', 'sender'] as const)
      expect(meaningOfReply(code, step)?.outcome).toBe('misconfigured');
  });

  it.each([
    '554 5.7.1 <sam@example.com>: Relay access denied',
    '553 5.7.1 <codes@example.com>: Sender address rejected: not owned by user sam',
    '550-5.7.26 This message is not authenticated\n550 5.7.26 Look at SPF',
    '550 #5.7.1 Your access to this mail system has been rejected',
  ])('%j is the operator’s to mend for the recipient, and may mean spam for the content', (reply) => {
    const code = Number(reply.slice(0, 3));
    const forRecipient = meaningOfReply(code, 'recipient', reply);
    expect(forRecipient).toEqual({ outcome: 'misconfigured', meaning: expect.stringMatching(/EMAIL_FROM.*SMTP_URL/) });
    expect(meaningOfReply(code, 'content', reply)?.outcome).toBe('rejected');
  });

  it.each([
    '550 5.1.1 <sam@example.com>: no such user',
    '550 5.7 is no enhanced code',
    '550 no 5.7.1 here',
    '550 15.7.1',
  ])('%j is about the recipient', (reply) => {
    expect(meaningOfReply(550, 'recipient', reply)?.outcome).toBe('rejected');
  });

  it('4xx with 5.7.x, or 4.7.x, is for later all the same', () => {
    expect(meaningOfReply(450, 'recipient', '450 4.7.1 greylisted')?.outcome).toBe('transient');
    expect(meaningOfReply(451, 'recipient', '451 5.7.1 greylisted')?.outcome).toBe('transient');
  });

  it.each([0, 250, 354, 600])('%i is no refusal that SMTP knows', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)).toBeUndefined();
  });

  it('has a sentence for every code', () => {
    for (let code = 400; code < 600; code += 1)
      for (const step of STEPS) expect(meaningOfReply(code, step)?.meaning).toMatch(/^(The|There) .+\.$/);
  });
});
