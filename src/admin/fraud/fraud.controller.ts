import { Body, Controller, Get, Inject, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ConversionTrendService,
  FraudDecisionRepository,
  fraudPolicyJsonSchema,
  FraudPolicyService,
  guardConfig,
  type GuardConfig,
} from '../../fraud/index.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import { AdminRoute, NeedsScope } from '../access/admin.decorator.js';
import { ConversionDto } from './conversion.dto.js';
import { DecisionPageDto, ListDecisionsDto, PolicyInForceDto } from './fraud.dto.js';
import { toConversionDto, toDecisionPageDto, toPolicyInForceDto } from './fraud.mapper.js';

@ApiTags('fraud')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/fraud')
export class FraudController {
  constructor(
    @Inject(guardConfig.KEY) private readonly config: GuardConfig,
    private readonly policies: FraudPolicyService,
    private readonly decisions: FraudDecisionRepository,
    private readonly conversions: ConversionTrendService,
  ) {}

  @Get('policy')
  @ApiOperation({ summary: 'Get the policy of the guard against SMS pumping' })
  @ApiOkResponse({ type: PolicyInForceDto, description: 'The policy in force' })
  async showFraudPolicy(): Promise<PolicyInForceDto> {
    return toPolicyInForceDto(this.config.mode, await this.policies.inForce());
  }

  @Put('policy')
  @NeedsScope('admin')
  @ApiOperation({
    summary: 'Set the policy of the guard against SMS pumping',
    description:
      'Every process follows within five seconds. Send the whole document, as `policy` of the answer has it.',
  })
  @ApiBody({ schema: fraudPolicyJsonSchema() })
  @ApiOkResponse({ type: PolicyInForceDto, description: 'The policy in force now' })
  @ApiProblems(...BODY_PROBLEMS, 'reauthentication_required')
  async setFraudPolicy(@Body() document: object): Promise<PolicyInForceDto> {
    return toPolicyInForceDto(this.config.mode, await this.policies.set(document));
  }

  @Get('decisions')
  @ApiOperation({ summary: 'List what the guard has decided, the newest first' })
  @ApiOkResponse({ type: DecisionPageDto, description: 'One page' })
  @ApiProblems('validation_failed')
  async listFraudDecisions(@Query() query: ListDecisionsDto): Promise<DecisionPageDto> {
    const { rule, outcome, country, from, to, cursor, limit } = query;
    const decisions = await this.decisions.page({
      rule,
      outcome,
      country,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      before: cursor === undefined ? undefined : BigInt(cursor),
      limit,
    });
    return toDecisionPageDto(decisions, limit);
  }

  @Get('conversion')
  @ApiOperation({
    summary: 'Show how many codes were entered, by day, country and provider',
    description:
      'The last 14 days in UTC, today included. Codes are summed up every five minutes, and the answer is at most a minute old.',
  })
  @ApiOkResponse({ type: ConversionDto, description: 'The figures' })
  async showConversion(): Promise<ConversionDto> {
    return toConversionDto(await this.conversions.byDay());
  }
}
