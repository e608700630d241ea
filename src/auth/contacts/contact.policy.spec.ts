import type { UserRecord } from '../users/user.repository.js';
import { contactToVerify, verifiedContactOf } from './contact.policy.js';

const AT = new Date('2026-11-26T12:00:00Z');
const USER: UserRecord = {
  id: '0198c5e2-7b1a-7000-8000-123456789012',
  phone: '+989121234567',
  phoneVerifiedAt: AT,
  email: 'sara@example.com',
  emailVerifiedAt: AT,
  pendingPhone: null,
  pendingEmail: null,
  role: 'user',
  createdAt: AT,
};

describe('the contacts of a user', () => {
  it('a code verifies the contact that the user is changing to, otherwise the current one', () => {
    expect(contactToVerify(USER, 'phone')).toBe('+989121234567');
    expect(contactToVerify({ ...USER, pendingPhone: '+989350000000' }, 'phone')).toBe('+989350000000');
    expect(contactToVerify({ ...USER, email: null, pendingEmail: 'new@example.com' }, 'email')).toBe('new@example.com');
  });

  it('refuses a user without a contact, with the way to add one', () => {
    expect(() => contactToVerify({ ...USER, email: null }, 'email')).toThrow(
      expect.objectContaining({ code: 'validation_failed', detail: expect.stringContaining('PATCH /api/v1/auth/me') }),
    );
  });

  it('only a contact with its mark is verified', () => {
    expect(verifiedContactOf(USER, 'email')).toBe('sara@example.com');
    expect(verifiedContactOf({ ...USER, emailVerifiedAt: null }, 'email')).toBeNull();
    expect(verifiedContactOf({ ...USER, phoneVerifiedAt: null }, 'phone')).toBeNull();
    expect(verifiedContactOf({ ...USER, phone: null, phoneVerifiedAt: null }, 'phone')).toBeNull();
  });
});
