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

  it.each([0, 250, 354, 600])('%i is no refusal that SMTP knows', (code) => {
    for (const step of STEPS) expect(meaningOfReply(code, step)).toBeUndefined();
  });

  it('has a sentence for every code', () => {
    for (let code = 400; code < 600; code += 1)
      for (const step of STEPS) expect(meaningOfReply(code, step)?.meaning).toMatch(/^(The|There) .+\.$/);
  });
});
