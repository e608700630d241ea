import { auditTarget } from './audit-target.policy.js';

const UUID = '0198c5e2-7b1a-7000-8000-123456789012';
const EMPTY = { params: {}, query: {}, body: undefined };

describe('auditTarget', () => {
  it.each([
    ['the id in the path', { params: { id: UUID } }, UUID],
    ['the id in the query', { query: { id: UUID } }, UUID],
    ['the id in a query that stands in the body', { body: { query: UUID } }, UUID],
    ['the number in a query that stands in the body', { body: { query: '09121234567' } }, '+98912*****67'],
    ['the number in the path', { params: { phone: '09121234567' } }, '+98912*****67'],
    ['a number whose + was not escaped', { params: { phone: ' 573001234567' } }, '+57300*****67'],
    ['the address in the path', { params: { phone: 'someone@example.com' } }, 's***@example.com'],
    ['the number in the query', { query: { phone: '+989121234567' } }, '+98912*****67'],
    ['the number in the other parameter', { query: { phone_number: '09121234567' } }, '+98912*****67'],
    ['the only receptor of a send', { body: { receptor: '۰۹۱۲۱۲۳۴۵۶۷', message: 'x' } }, '+98912*****67'],
    ['a list with one receptor', { body: { receptor: ['09121234567'] } }, '+98912*****67'],
  ])('returns %s, and masks numbers and addresses', (_, part, target) => {
    expect(auditTarget({ ...EMPTY, ...part }, 'IR')).toBe(target);
  });

  it.each([
    ['names no target', {}],
    ['has a number where an id belongs', { params: { id: '09121234567' } }],
    ['has a number that cannot be read', { params: { phone: '9121234567' } }],
    ['sends to many', { body: { receptor: ['09121234567', '09121234568'] } }],
    ['has a list for a body', { body: [{ receptor: '09121234567' }] }],
    ['has an object for a receptor', { body: { receptor: { number: '09121234567' } } }],
  ])('returns nothing for a request that %s', (_, part) => {
    expect(auditTarget({ ...EMPTY, ...part }, 'IR')).toBeUndefined();
  });
});
