import { auditTarget } from './audit-target.policy.js';

const UUID = '0198c5e2-7b1a-7000-8000-123456789012';
const NOTHING = { params: {}, query: {}, body: undefined };

describe('auditTarget', () => {
  it.each([
    ['the id in the path', { params: { id: UUID } }, UUID],
    ['the number in the path', { params: { phone: '09121234567' } }, '+98912*****67'],
    ['a number whose + came as a space', { params: { phone: ' 573001234567' } }, '+57300*****67'],
    ['the address in the path', { params: { phone: 'someone@example.com' } }, 's***@example.com'],
    ['the number looked for', { query: { phone: '+989121234567' } }, '+98912*****67'],
    ['the one receptor of a send', { body: { receptor: '۰۹۱۲۱۲۳۴۵۶۷', message: 'x' } }, '+98912*****67'],
    ['a list of one', { body: { receptor: ['09121234567'] } }, '+98912*****67'],
  ])('is %s, numbers and addresses masked', (_, part, target) => {
    expect(auditTarget({ ...NOTHING, ...part }, 'IR')).toBe(target);
  });

  it.each([
    ['names nothing', {}],
    ['has a number for an id', { params: { id: '09121234567' } }],
    ['has a number that cannot be read', { params: { phone: '9121234567' } }],
    ['sends to many', { body: { receptor: ['09121234567', '09121234568'] } }],
    ['has a body of another form', { body: [{ receptor: '09121234567' }] }],
    ['has a receptor of another form', { body: { receptor: { number: '09121234567' } } }],
  ])('is nothing where a request %s', (_, part) => {
    expect(auditTarget({ ...NOTHING, ...part }, 'IR')).toBeUndefined();
  });
});
