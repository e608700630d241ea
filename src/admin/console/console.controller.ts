import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { ConsoleFilesService } from './console-files.service.js';
import { cacheControlOf, PAGE_HEADERS, sendFile } from './console-headers.js';

const NOT_BUILT = 'The console is not built. Run "npm run build" and start Ramz again.';

/** The page at /admin. It holds no data: what it shows comes from the admin routes. */
@ApiExcludeController()
@Controller('admin')
export class ConsoleController {
  constructor(private readonly files: ConsoleFilesService) {}

  @Get()
  showConsole(@Res() reply: FastifyReply): void {
    const page = this.files.find('index.html');
    if (!page) throw new AppError('not_found', { detail: NOT_BUILT });
    sendFile(reply.headers(PAGE_HEADERS), page);
  }

  @Get('assets/:name')
  getConsoleFile(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const file = this.files.find(`assets/${name}`);
    if (!file) throw new AppError('not_found');
    sendFile(reply.header('Cache-Control', cacheControlOf(name)), file);
  }
}
