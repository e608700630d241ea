import { Controller, Get } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';

/** Answers those who open the address of a process to see whether it runs. */
@Controller()
export class RootController {
  @Get()
  @ApiExcludeEndpoint()
  showLinks() {
    return {
      message: 'This is Ramz, a service for one-time codes. It is running.',
      docs: '/docs',
      openapi: '/openapi.json',
      health: '/health/ready',
    };
  }
}
