import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminRoute } from '../access/admin.decorator.js';
import { ApiProblems } from '../../http/index.js';
import { ProviderAccountService } from '../../sms/index.js';
import { AccountsDto, describeAccount, describeStatus, SmsStatusDto } from './status.dto.js';
import { StatusService } from './status.service.js';

@ApiTags('sms')
@AdminRoute()
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/sms')
export class StatusController {
  constructor(
    private readonly sms: StatusService,
    private readonly accounts: ProviderAccountService,
  ) {}

  @Get('status')
  @ApiOperation({ summary: 'See how sending stands', description: 'Providers, routes, errors, credit and the queue.' })
  @ApiOkResponse({ type: SmsStatusDto, description: 'How it stands; `problems` says what to see to' })
  async showStatus(): Promise<SmsStatusDto> {
    return describeStatus(await this.sms.status());
  }

  @Get('account')
  @ApiOperation({
    summary: 'See the accounts at the providers',
    description: 'Each provider is asked, once in ten seconds at most. One that fails has an `error`.',
  })
  @ApiOkResponse({ type: AccountsDto, description: 'What the providers said' })
  async showAccounts(): Promise<AccountsDto> {
    return { accounts: (await this.accounts.check()).map(describeAccount) };
  }
}
