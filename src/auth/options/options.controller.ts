import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { entityTagOf, isUnchanged } from '../../http/index.js';
import { OptionsDto } from './options.dto.js';
import { toOptionsDto } from './options.mapper.js';
import { OptionsService } from './options.service.js';

@ApiTags('codes')
@Controller('api/v1/auth/options')
export class OptionsController {
  private readonly body: OptionsDto;
  private readonly tag: string;

  constructor({ options }: OptionsService) {
    this.body = toOptionsDto(options);
    this.tag = entityTagOf(JSON.stringify(this.body));
  }

  @Get()
  @Header('Cache-Control', 'public, max-age=60')
  @ApiOperation({
    summary: 'Get what a client may offer',
    description:
      'Channels, countries, the length of a code, languages, the human check and kinds of sessions, for a form that asks ' +
      'for a number and a code. The answer is the same for everybody, and may be cached for a minute.',
  })
  @ApiOkResponse({ type: OptionsDto, description: 'What a client may offer' })
  @ApiResponse({ status: 304, description: 'Unchanged since the answer with the `ETag` of `If-None-Match`' })
  getOptions(@Res({ passthrough: true }) reply: FastifyReply): OptionsDto | undefined {
    return isUnchanged(reply, this.tag) ? undefined : this.body;
  }
}
