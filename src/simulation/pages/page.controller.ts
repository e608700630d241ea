import { Controller, Get, Header, Param, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SimulationGuard } from '../simulation.guard.js';
import { PageFilesService } from './page-files.service.js';

/** Files and calls of this server alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages for developers: code entry beside a phone, and everything that was sent. */
@ApiExcludeController()
@UseGuards(SimulationGuard)
@Controller()
export class PageController {
  constructor(private readonly files: PageFilesService) {}

  @Get('demo')
  @Header('Content-Security-Policy', POLICY)
  showDemo(@Res() reply: FastifyReply): void {
    this.send('demo.html', reply);
  }

  @Get('inbox')
  @Header('Content-Security-Policy', POLICY)
  showInbox(@Res() reply: FastifyReply): void {
    this.send('inbox.html', reply);
  }

  @Get('simulation/:name')
  getPageFile(@Param('name') name: string, @Res() reply: FastifyReply): void {
    this.send(name, reply);
  }

  private send(name: string, reply: FastifyReply): void {
    const { type, body } = this.files.read(name);
    void reply.type(type).header('Cache-Control', 'no-cache').send(body);
  }
}
