import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import { ConsumeTokenDto, ProofDto } from './verification-token.dto.js';
import { toProofDto } from './verification-token.mapper.js';
import { VerificationTokenService } from './verification-token.service.js';

@ApiTags('codes')
@Controller('api/v1/auth/verification-tokens')
export class VerificationTokenController {
  constructor(private readonly verificationTokens: VerificationTokenService) {}

  @Post('consume')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'consumeVerificationToken',
    summary: 'Consume a verification token',
    description:
      'Your own backend calls this before it acts on the proof. Only one concurrent call with the same token succeeds.',
  })
  @ApiOkResponse({ type: ProofDto, description: 'What the token proves; it is consumed now' })
  @ApiProblems(...BODY_PROBLEMS, 'verification_token_invalid', 'verification_token_used', 'service_unavailable')
  async consume(@Body() body: ConsumeTokenDto): Promise<ProofDto> {
    return toProofDto(await this.verificationTokens.consume(body.verification_token, body.purpose));
  }
}
