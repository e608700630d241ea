import { Body, Controller, Delete, Get, HttpCode, Param, ParseEnumPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AppError } from '../../common/app-error.js';
import { FraudListService, LISTS, type ListName } from '../../fraud/index.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import { AdminRoute, AuditCount, NeedsScope, type CountRows } from '../access/admin.decorator.js';
import { ChangedEntryDto, ListEntriesDto, ListEntryDto } from './fraud.dto.js';
import { toListEntriesDto } from './fraud.mapper.js';

/** Refuses a list that does not exist as a path that does not exist. */
const listPipe = new ParseEnumPipe(Object.fromEntries(LISTS.map((name) => [name, name])), {
  exceptionFactory: () => new AppError('not_found'),
});

@ApiTags('fraud')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'not_found', 'service_unavailable')
@ApiParam({ name: 'list', enum: LISTS, description: '`allow`: the guard lets through; `block`: it refuses' })
@Controller('api/v1/fraud/lists')
export class FraudListController {
  constructor(private readonly lists: FraudListService) {}

  @Get(':list')
  @ApiOperation({ summary: 'List the entries of the allow list or the block list' })
  @ApiOkResponse({ type: ListEntriesDto, description: 'All entries' })
  async showFraudList(@Param('list', listPipe) list: ListName): Promise<ListEntriesDto> {
    return toListEntriesDto(list, await this.lists.entries(list));
  }

  @Post(':list')
  @HttpCode(200)
  @NeedsScope('support')
  @ApiOperation({
    summary: 'Add an entry to the allow list or the block list',
    description: 'Every process follows within five seconds. Of two entries the more specific one decides.',
  })
  @ApiOkResponse({ type: ChangedEntryDto, description: 'The entry, and whether it is new' })
  @ApiProblems(...BODY_PROBLEMS, 'reauthentication_required')
  async addToFraudList(
    @Param('list', listPipe) list: ListName,
    @Body() { entry }: ListEntryDto,
    @AuditCount() count: CountRows,
  ): Promise<ChangedEntryDto> {
    const added = await this.lists.add(list, entry);
    count(Number(added.changed));
    return added;
  }

  @Delete(':list')
  @NeedsScope('support')
  @ApiOperation({ summary: 'Remove an entry from the allow list or the block list' })
  @ApiOkResponse({ type: ChangedEntryDto, description: 'The entry, and whether it was there' })
  @ApiProblems(...BODY_PROBLEMS, 'reauthentication_required')
  async removeFromFraudList(
    @Param('list', listPipe) list: ListName,
    @Body() { entry }: ListEntryDto,
    @AuditCount() count: CountRows,
  ): Promise<ChangedEntryDto> {
    const removed = await this.lists.remove(list, entry);
    count(Number(removed.changed));
    return removed;
  }
}
