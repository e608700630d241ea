import { IsString, Length } from 'class-validator';

export class RefreshDto {
  /** The newest refresh token of the session. */
  @Length(43, 43, { message: 'refresh_token must be the 43 characters that came with the access token' })
  @IsString({ message: 'refresh_token must be a string' })
  refresh_token!: string;
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
