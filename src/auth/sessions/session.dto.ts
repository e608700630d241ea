import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import { OptionalBody } from '../../http/index.js';

@OptionalBody()
export class RefreshDto {
  /** The newest refresh token of the session. Where sessions are kept in cookies it may be left out. */
  @IsOptional()
  @Length(43, 43, { message: 'refresh_token must be the 43 characters that came with the access token' })
  @IsString({ message: 'refresh_token must be a string' })
  refresh_token?: string;
}

export class TokensDto {
  /** An EdDSA JWT; its key is in /.well-known/jwks.json. @example 'eyJhbGciOiJFZERTQSIs…' */
  access_token!: string;
  /** Replaces the one that was sent, which is spent. @example 'dfDALxC8056ALrUabDZ0uJLOSmgNB1s3zZpxW4wOBho' */
  refresh_token!: string;
  /** @example 'Bearer' */
  token_type!: 'Bearer';
  /** Seconds the access token lives. @example 900 */
  expires_in!: number;
}

@OptionalBody()
export class LogoutDto {
  /** Ends every session of the user, on all devices. */
  @IsOptional()
  @IsBoolean({ message: 'everywhere must be true or false' })
  everywhere: boolean = false;
}

export class SessionDto {
  /** Names the session; the claim `sid` of its access tokens. @example '0198c5e2-7b1a-7000-8000-123456789012' */
  @ApiProperty({ format: 'uuid' })
  id!: string;
  /** The device in a few words, where its User-Agent tells. @example 'Chrome on Android' */
  device!: string | null;
  /** What the device called itself at sign-in, its first 256 characters. @example 'Mozilla/5.0 (Linux; Android 10; K) …' */
  user_agent!: string | null;
  /** When it signed in. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  /** When it last signed in or exchanged its refresh token. @example '2026-01-31T12:15:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_used_at!: string;
  /** When it is over, unless its refresh token is exchanged before. @example '2026-03-02T12:15:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
  /** Whether this request was made in it. @example true */
  current!: boolean;
}

export class SessionsDto {
  /** Those that are not over, the one used last first; 100 at most. */
  @ApiProperty({ type: [SessionDto] })
  sessions!: SessionDto[];
}
