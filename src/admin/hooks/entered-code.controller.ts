import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AUTH_SERVERS, HookService } from '../../hooks/index.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { CodeEnteredDto, CodeEnteredResultDto } from './entered-code.dto.js';

/** Learns which codes of other auth servers were entered, for the figures of conversion. */
@ApiTags('hooks')
@AdminRoute('send')
@Controller('api/v1/hooks')
export class EnteredCodeController {
  constructor(private readonly hooks: HookService) {}

  @Post(':server/entered')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Tell that the code of another auth server was entered',
    description: 'Then it counts as verified in conversion, funnel and limits of the number.',
  })
  @ApiParam({ name: 'server', enum: AUTH_SERVERS.map(({ name }) => name) })
  @ApiOkResponse({ type: CodeEnteredResultDto, description: 'Recorded, if a code was waiting' })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'phone_number_invalid',
    'unauthorized',
    'forbidden',
    'not_found',
    'service_unavailable',
  )
  async recordEnteredCode(@Param('server') name: string, @Body() body: CodeEnteredDto): Promise<CodeEnteredResultDto> {
    return { entered: await this.hooks.entered(this.hooks.serverOf(name), body.phone_number) };
  }
}
