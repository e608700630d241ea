import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import { recipientFields } from '../otp/recipient.js';
import { ConsumeTokenDto, ProofDto } from './verification-token.dto.js';
import { VerificationTokenService } from './verification-token.service.js';

@ApiTags('codes')
@Controller('api/v1/auth/verification-tokens')
export class VerificationTokenController {
  constructor(private readonly tokens: VerificationTokenService) {}

  @Post('consume')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'consumeVerificationToken',
    summary: 'Consume a verification token',
    description:
      'For your own backend, before it acts on the proof: of any number of calls with the same token one succeeds.',
  })
  @ApiOkResponse({ type: ProofDto, description: 'What the token proves; it is spent now' })
  @ApiProblems(...BODY_PROBLEMS, 'verification_token_invalid', 'verification_token_used', 'service_unavailable')
  async consume(@Body() body: ConsumeTokenDto): Promise<ProofDto> {
    const { purpose, recipient, challengeId, channel, verifiedAt } = await this.tokens.consume(
      body.verification_token,
      body.purpose,
    );
    return {
      purpose,
      ...recipientFields(recipient),
      challenge_id: challengeId,
      channel,
      verified_at: verifiedAt.toISOString(),
    };
  }
}
