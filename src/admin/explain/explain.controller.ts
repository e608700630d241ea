import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS, UuidPipe } from '../../http/index.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { ExplainDto, ExplanationDto } from './explain.dto.js';
import { toExplanationDto } from './explain.mapper.js';
import { ExplainService } from './explain.service.js';

@ApiTags('sms')
@AdminRoute('support')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'not_found', 'service_unavailable')
@Controller('api/v1/admin/explain')
export class ExplainController {
  constructor(private readonly explanations: ExplainService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Explain why a code or message arrived, or why not',
    description: 'For a number or an address, the newest code or message is explained.',
  })
  @ApiOkResponse({ type: ExplanationDto, description: 'The cause, and what happened' })
  @ApiProblems(...BODY_PROBLEMS, 'phone_number_invalid', 'email_invalid', 'reauthentication_required')
  async explain(@Body() { query }: ExplainDto): Promise<ExplanationDto> {
    return toExplanationDto(await this.explanations.explain(query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Explain why a code or message arrived, or why not, by its id' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of a challenge or message' })
  @ApiOkResponse({ type: ExplanationDto, description: 'The cause, and what happened' })
  async explainById(@Param('id', new UuidPipe()) id: string): Promise<ExplanationDto> {
    return toExplanationDto(await this.explanations.explain(id));
  }
}
