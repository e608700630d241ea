import { Controller, Get, Inject, Param, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { humanCheckConfig, widgetSourcesOf, type HumanCheckConfig } from '../../fraud/index.js';
import { SimulationGuard } from '../simulation.guard.js';
import { PageFilesService } from './page-files.service.js';

/** The pages for developers: code entry beside a phone, and everything that was sent. */
@ApiExcludeController()
@UseGuards(SimulationGuard)
@Controller()
export class PageController {
  constructor(
    private readonly files: PageFilesService,
    @Inject(humanCheckConfig.KEY) private readonly humanCheck: HumanCheckConfig,
  ) {}

  @Get('demo')
  showDemo(@Res() reply: FastifyReply): void {
    const { check } = this.humanCheck;
    this.send('demo.html', reply.header('Content-Security-Policy', policyWith(widgetSourcesOf(check?.provider))));
  }

  @Get('inbox')
  showInbox(@Res() reply: FastifyReply): void {
    this.send('inbox.html', reply.header('Content-Security-Policy', policyWith([])));
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

/** Files and calls of this server, and of these others, alone. */
function policyWith(others: readonly string[]): string {
  const sources = ["'self'", ...others].join(' ');
  return [
    "default-src 'none'",
    ...['script-src', 'style-src', 'connect-src'].map((directive) => `${directive} ${sources}`),
    ...(others.length > 0 ? [`frame-src ${others.join(' ')}`] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
