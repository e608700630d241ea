import { ApiProperty } from '@nestjs/swagger';

/** A public Ed25519 key (RFC 8037). */
export class JwkDto {
  @ApiProperty({ enum: ['OKP'], example: 'OKP' })
  kty!: string;
  @ApiProperty({ enum: ['Ed25519'], example: 'Ed25519' })
  crv!: string;
  /** The header `kid` of the tokens that this key has signed. @example 'k1' */
  kid!: string;
  /** The public key in base64url. @example '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' */
  x!: string;
  @ApiProperty({ enum: ['EdDSA'], example: 'EdDSA' })
  alg!: string;
  @ApiProperty({ enum: ['sig'], example: 'sig' })
  use!: string;
}

/** A JSON Web Key Set (RFC 7517). */
export class JwksDto {
  /** Every key whose tokens are still accepted. */
  @ApiProperty({ type: [JwkDto] })
  keys!: JwkDto[];
}
