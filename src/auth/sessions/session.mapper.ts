import { toUserDto } from '../users/user.mapper.js';
import { deviceName } from './device-name.js';
import type {
  CookieSessionDto,
  CookieTokensDto,
  SessionDto,
  SessionsDto,
  SignedInDto,
  TokensDto,
} from './session.dto.js';
import type { LiveSession } from './session.repository.js';
import type { SessionTokens, SignedIn } from './session.service.js';

export function toTokensDto({ accessToken, refreshToken, expiresInSeconds }: SessionTokens): TokensDto {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
  };
}

export function toSignedInDto({ user, tokens }: SignedIn): SignedInDto {
  return Object.assign(toTokensDto(tokens), { user: toUserDto(user), is_new_user: user.isNew });
}

export function toCookieTokensDto({ expiresInSeconds }: SessionTokens): CookieTokensDto {
  return { expires_in: expiresInSeconds };
}

export function toCookieSessionDto({ user, tokens }: SignedIn): CookieSessionDto {
  return Object.assign(toCookieTokensDto(tokens), { user: toUserDto(user), is_new_user: user.isNew });
}

/** @param currentId the session that the request was made in */
export function toSessionsDto(sessions: LiveSession[], currentId: string): SessionsDto {
  return { sessions: sessions.map((session) => toSessionDto(session, currentId)) };
}

function toSessionDto(session: LiveSession, currentId: string): SessionDto {
  return {
    id: session.id,
    device: deviceName(session.userAgent) ?? null,
    user_agent: session.userAgent,
    created_at: session.createdAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    current: session.id === currentId,
  };
}
