import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { JSONWebKeySet } from 'jose';
import { JwksDto } from './jwks.dto.js';
import { SigningKeys } from './signing-keys.js';

@ApiTags('keys')
@Controller()
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('.well-known/jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({ summary: 'Get the public keys, with which other services verify access tokens' })
  @ApiOkResponse({ type: JwksDto, description: 'A JSON Web Key Set (RFC 7517)' })
  getSigningKeys(): JSONWebKeySet {
    return this.keys.jwks;
  }
}
