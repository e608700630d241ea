import { meaningOfReply, type SmtpStep } from './smtp.reply-codes.js';

const STEPS: SmtpStep[] = ['connection', 'login', 'sender', 'recipient', 'content'];

describe('meaningOfReply', () => {
  it.each([421, 450, 451, 452, 454, 499, 503])('classifies %i as transient at every step', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)?.outcome).toBe('transient');
  });

  it.each([530, 534, 535, 538])('classifies %i as misconfigured at every step', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)?.outcome).toBe('misconfigured');
  });

  it.each([550, 551, 552, 553, 554, 521, 599])(
    'classifies %i as rejected once it is about the recipient or the content',
    (code) => {
      expect(meaningOfReply(code, 'recipient')?.outcome).toBe('rejected');
      expect(meaningOfReply(code, 'content')?.outcome).toBe('rejected');
    },
  );

  it.each([500, 550, 553, 554])('classifies %i as misconfigured before there is a recipient', (code) => {
    for (const step of ['connection', 'login', 'sender'] as const)
      expect(meaningOfReply(code, step)?.outcome).toBe('misconfigured');
  });

  it.each([
    '554 5.7.1 <sam@example.com>: Relay access denied',
    '553 5.7.1 <codes@example.com>: Sender address rejected: not owned by user sam',
    '550-5.7.26 This message is not authenticated\n550 5.7.26 Look at SPF',
    '550 #5.7.1 Your access to this mail system has been rejected',
  ])('classifies %j as misconfigured for the recipient, and as rejected for the content', (reply) => {
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
  ])('classifies %j as rejected for the recipient', (reply) => {
    expect(meaningOfReply(550, 'recipient', reply)?.outcome).toBe('rejected');
  });

  it('classifies 4xx as transient even with an enhanced code of policy', () => {
    expect(meaningOfReply(450, 'recipient', '450 4.7.1 greylisted')?.outcome).toBe('transient');
    expect(meaningOfReply(451, 'recipient', '451 5.7.1 greylisted')?.outcome).toBe('transient');
  });

  it.each([0, 250, 354, 600])('knows no refusal with the code %i', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)).toBeUndefined();
  });

  it('has a sentence for every 4xx and 5xx code', () => {
    for (let code = 400; code < 600; code += 1)
      for (const step of STEPS) expect(meaningOfReply(code, step)?.meaning).toMatch(/^The .+\.$/);
  });
});
