import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { isUnchanged } from '../http/index.js';
import { ElementFileService } from './element-file.service.js';

/** Used for an hour without a question, and for a week while a newer one is fetched. */
const CACHE_CONTROL = 'public, max-age=3600, stale-while-revalidate=604800';

/** The file of `<ramz-verify>`, for pages of every origin. */
@ApiExcludeController()
@Controller('elements')
export class ElementController {
  constructor(private readonly file: ElementFileService) {}

  @Get('ramz-verify.js')
  getElement(@Headers('accept-encoding') encodings: string | undefined, @Res() reply: FastifyReply): void {
    const encoding = /\bgzip\b/.test(encodings ?? '') ? 'gzip' : 'plain';
    const { body, tag } = this.file.read(encoding);
    // Of ALLOWED_ORIGINS, for a file that is fetched without cookies.
    void reply.removeHeader('Access-Control-Allow-Credentials').removeHeader('Access-Control-Expose-Headers');
    void reply.headers({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': CACHE_CONTROL,
      Vary: 'Accept-Encoding',
    });
    if (isUnchanged(reply, tag)) return void reply.send();
    if (encoding === 'gzip') void reply.header('Content-Encoding', 'gzip');
    void reply.type('text/javascript; charset=utf-8').send(body);
  }
}
