import { SimulationTransport } from './simulation.transport.js';

const MAIL = {
  messageId: '0198c5e2',
  subject: 'Your code',
  text: 'Your code:\n123456\n\nIgnore it.',
  html: '<p>123456',
};
const send = (transport: SimulationTransport, recipient: string) => transport.send({ ...MAIL, recipient });

describe('SimulationTransport', () => {
  it('prints the e-mail with its code', async () => {
    const printed: string[] = [];
    const transport = new SimulationTransport(undefined, (text) => printed.push(text));
    expect(await send(transport, 'sam@example.com')).toMatchObject({ outcome: 'accepted' });
    expect(printed.join('')).toMatch(/│ E-mail to sam@example\.com .*\n│ subject: Your code\n│ Your code:\n│ 123456\n/);
  });

  it.each([
    ['rejected@example.com', 'rejected'],
    ['sam+transient@example.com', 'transient'],
    ['misconfigured@example.com', 'misconfigured'],
    ['unknown@example.com', 'unknown'],
    ['unrejected@example.com', 'accepted'],
    ['constructor@example.com', 'accepted'],
  ])('answers an e-mail to %s as %s', async (recipient, outcome) => {
    expect(await send(new SimulationTransport(undefined, () => undefined), recipient)).toMatchObject({ outcome });
  });
});
