import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HumanCheckService } from '../../fraud/index.js';
import { ApiProblems } from '../../http/index.js';
import { LimitByIp } from '../../throttling/index.js';
import { HumanCheckDto } from './human-check.dto.js';

@ApiTags('codes')
@Controller('api/v1/auth/human-check')
export class HumanCheckController {
  constructor(private readonly humanCheck: HumanCheckService) {}

  @Get()
  @LimitByIp('verify_ip')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Get a human check',
    description:
      'What a client needs in order to pass the human check before it requests a code: the provider, and either its site ' +
      'key or a challenge of the proof of work. A request that is answered with `captcha_required` has it as well, as hard ' +
      'as that request needs it.',
  })
  @ApiOkResponse({ type: HumanCheckDto, description: 'The check' })
  @ApiProblems('rate_limited', 'service_unavailable')
  async showHumanCheck(): Promise<HumanCheckDto> {
    return this.humanCheck.invitation();
  }
}
