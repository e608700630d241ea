import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/index.js';
import { ProviderAccountService } from '../../sms/index.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { AccountsDto, SmsStatusDto } from './status.dto.js';
import { toAccountsDto, toSmsStatusDto } from './status.mapper.js';
import { StatusService } from './status.service.js';

@ApiTags('sms')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/sms')
export class StatusController {
  constructor(
    private readonly sms: StatusService,
    private readonly accounts: ProviderAccountService,
  ) {}

  @Get('status')
  @ApiOperation({
    summary: 'Get the status of sending',
    description: 'Providers, routes, open circuit breakers, recent errors, credit and the queue.',
  })
  @ApiOkResponse({ type: SmsStatusDto, description: 'The status; `problems` lists what needs attention' })
  async showStatus(): Promise<SmsStatusDto> {
    return toSmsStatusDto(await this.sms.status());
  }

  @Get('account')
  @ApiOperation({
    summary: 'Get the accounts at the providers',
    description: 'Asks each provider, at most once in ten seconds. A provider that fails has an `error`.',
  })
  @ApiOkResponse({ type: AccountsDto, description: 'The accounts as the providers report them' })
  async showAccounts(): Promise<AccountsDto> {
    return toAccountsDto(await this.accounts.check());
  }
}
