import type { AdminSession, AdminUser } from './admin-user.repository.js';
import type { AdminUserDto, AdminUserPageDto, UserSessionDto, UserSessionPageDto } from './user.dto.js';

export function toAdminUserPageDto(user: AdminUser | undefined): AdminUserPageDto {
  return { items: user ? [toAdminUserDto(user)] : [], next_cursor: null };
}

export function toAdminUserDto(user: AdminUser): AdminUserDto {
  return {
    id: user.id,
    phone_number: user.phone,
    phone_verified_at: user.phoneVerifiedAt?.toISOString() ?? null,
    email: user.email,
    email_verified_at: user.emailVerifiedAt?.toISOString() ?? null,
    role: user.role,
    blocked_at: user.blockedAt?.toISOString() ?? null,
    created_at: user.createdAt.toISOString(),
    last_login_at: user.lastLoginAt?.toISOString() ?? null,
    last_active_at: user.lastActiveAt?.toISOString() ?? null,
  };
}

/** @param sessions one more than `limit` shows that there is another page */
export function toUserSessionPageDto(sessions: AdminSession[], limit: number): UserSessionPageDto {
  const page = sessions.slice(0, limit);
  return { items: page.map(toUserSessionDto), next_cursor: sessions.length > limit ? page.at(-1)!.id : null };
}

/** Writes names of columns in snake case, as everywhere in the API. */
export function toSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      toSnakeCase(inner),
    ]),
  );
}

/** Dates and decimals have their own form in JSON. */
function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function toUserSessionDto(session: AdminSession): UserSessionDto {
  return {
    id: session.id,
    user_agent: session.userAgent,
    created_at: session.createdAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
  };
}
