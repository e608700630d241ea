import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/index.js';
import { SimulationGuard } from '../simulation.guard.js';
import { SimulatedMessageQueryDto, SimulatedMessagesDto } from './simulated-message.dto.js';
import { toSimulatedMessageDto } from './simulated-message.mapper.js';
import { SimulatedMessageService } from './simulated-message.service.js';

@ApiTags('simulation')
@UseGuards(SimulationGuard)
@Controller('api/v1/simulation/messages')
export class SimulatedMessageController {
  constructor(private readonly messages: SimulatedMessageService) {}

  @Get()
  @ApiOperation({
    summary: 'Get what the simulation has sent, the newest first',
    description:
      'For tests of front ends: with `to`, the answer waits up to five seconds until what is queued for that number or ' +
      'address has been sent, so one call after a request for a code finds the code. 404 in production, and wherever ' +
      'nothing is simulated.',
  })
  @ApiOkResponse({ type: SimulatedMessagesDto, description: 'The messages' })
  @ApiProblems('validation_failed', 'phone_number_invalid', 'email_invalid', 'not_found', 'service_unavailable')
  async listSimulatedMessages(@Query() { to }: SimulatedMessageQueryDto): Promise<SimulatedMessagesDto> {
    return { messages: (await this.messages.find(to)).map(toSimulatedMessageDto) };
  }
}
