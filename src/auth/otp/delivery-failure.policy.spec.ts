import { deliveryFailureSentence } from './delivery-failure.policy.js';

const sentence = (
  recipient: string,
  messageStatus: Parameters<typeof deliveryFailureSentence>[0]['messageStatus'],
  isRecipientAtFault = false,
) => deliveryFailureSentence({ recipient, messageStatus, isRecipientAtFault });

describe('deliveryFailureSentence', () => {
  it.each([
    ['+989123456789', 'check the number'],
    ['sam@example.com', 'check the address'],
  ])('the user is asked to check %s only if it is the reason', (recipient, words) => {
    for (const status of ['failed', 'expired', 'cancelled', 'undelivered'] as const) {
      expect(sentence(recipient, status, true)).toContain(words);
      expect(sentence(recipient, status)).not.toContain(words);
    }
  });

  it('the user is asked about the phone if the code did not reach it', () => {
    expect(sentence('+989123456789', 'undelivered')).toContain('switched on');
  });

  it.each(['failed', 'expired', 'cancelled'] as const)('the number is not blamed if the message is %s', (status) => {
    expect(sentence('+989123456789', status)).toContain('The number is not the reason');
    expect(sentence('sam@example.com', status)).toContain('The address is not the reason');
  });
});
