import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import { OptionalBody } from '../../http/index.js';
import { UserDto } from '../users/user.dto.js';

/** The answer where the tokens are in cookies. */
export class CookieSessionDto {
  /** Seconds until the access token expires. @example 900 */
  @ApiProperty({ type: 'integer' })
  expires_in!: number;
  /** The user of the session. */
  user!: UserDto;
  /** Whether this number or address has signed in for the first time. @example true */
  is_new_user!: boolean;
}

export class SignedInDto extends CookieSessionDto {
  /** A JWT, signed with EdDSA by a key in /.well-known/jwks.json. @example 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoiYXQrand0In0.e30.AA' */
  access_token!: string;
  /** An opaque string. @example 'mB1tJ8Yp0sX3qN7vK2wR5zL9cF4hG6dE1aU8iO0yT2Q' */
  refresh_token!: string;
  /** The scheme to send the access token with. @example 'Bearer' */
  token_type!: 'Bearer';
}

@OptionalBody()
export class RefreshDto {
  /** The newest refresh token of the session. Optional if it comes in its cookie. */
  @IsOptional()
  @Length(43, 43, { message: 'refresh_token must be the 43 characters that came with the access token' })
  @IsString({ message: 'refresh_token must be a string' })
  refresh_token?: string;
}

/** The answer where the tokens are in cookies. */
export class CookieTokensDto {
  /** Seconds until the access token expires. @example 900 */
  expires_in!: number;
}

export class TokensDto extends CookieTokensDto {
  /** A JWT, signed with EdDSA by a key in /.well-known/jwks.json. @example 'eyJhbGciOiJFZERTQSIs…' */
  access_token!: string;
  /** Replaces the refresh token that was sent, which is spent. @example 'dfDALxC8056ALrUabDZ0uJLOSmgNB1s3zZpxW4wOBho' */
  refresh_token!: string;
  /** @example 'Bearer' */
  token_type!: 'Bearer';
}

@OptionalBody()
export class LogoutDto {
  /** Ends every session of the user, on all devices. */
  @IsOptional()
  @IsBoolean({ message: 'everywhere must be true or false' })
  everywhere: boolean = false;
}

export class SessionDto {
  /** Also the claim `sid` of the session's access tokens. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** The device in a few words, if its User-Agent is known. @example 'Chrome on Android' */
  device!: string | null;
  /** The User-Agent at sign-in, up to 256 characters. @example 'Mozilla/5.0 (Linux; Android 10; K) …' */
  user_agent!: string | null;
  /** When the device signed in. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  /** When the device last signed in or exchanged its refresh token. @example '2026-01-31T12:15:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_used_at!: string;
  /** When the session ends, unless its refresh token is exchanged before. @example '2026-03-02T12:15:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
  /** Whether this request was made in this session. @example true */
  current!: boolean;
}

export class SessionsDto {
  /** The sessions that have not ended, the last used first; at most 100. */
  @ApiProperty({ type: [SessionDto] })
  sessions!: SessionDto[];
}
