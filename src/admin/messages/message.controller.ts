import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems, UuidPipe } from '../../http/index.js';
import { AdminRoute, AuditCount, NeedsScope, type CountRows } from '../access/admin.decorator.js';
import { AdminMessageService, NO_MESSAGE } from './admin-message.service.js';
import { ListMessagesDto, MessageDetailDto, MessagePageDto } from './message.dto.js';
import { toMessageDetailDto, toMessagePageDto } from './message.mapper.js';

const MessageId = () => Param('id', new UuidPipe(NO_MESSAGE));

@ApiTags('sms')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/sms/messages')
export class MessageController {
  constructor(private readonly messages: AdminMessageService) {}

  @Get()
  @ApiOperation({
    summary: 'List messages, the newest first',
    description:
      'With full numbers and addresses, and without texts. Request the next page with `cursor` and the same filters.',
  })
  @ApiOkResponse({ type: MessagePageDto, description: 'One page' })
  @ApiProblems('validation_failed', 'phone_number_invalid', 'email_invalid')
  async listMessages(@Query() query: ListMessagesDto, @AuditCount() count: CountRows): Promise<MessagePageDto> {
    const { rows, hasMore } = await this.messages.page(query);
    count(rows.length);
    return toMessagePageDto(rows, hasMore);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a message with every call to a provider' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: MessageDetailDto, description: 'The message' })
  @ApiProblems('not_found')
  async findMessage(@MessageId() id: string): Promise<MessageDetailDto> {
    return toMessageDetailDto(await this.messages.get(id));
  }

  @Post(':id/cancel')
  @NeedsScope('send')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a message',
    description:
      'A queued message is not sent. A message that the provider has accepted is recalled if the provider can do that.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: MessageDetailDto, description: 'The cancelled message' })
  @ApiProblems('forbidden', 'reauthentication_required', 'not_found', 'message_not_cancellable')
  async cancelMessage(@MessageId() id: string, @AuditCount() count: CountRows): Promise<MessageDetailDto> {
    const message = await this.messages.cancel(id);
    count(1);
    return toMessageDetailDto(message);
  }

  @Post(':id/retry')
  @NeedsScope('send')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Add a queued message to the queue again',
    description:
      'For a message that the queue has lost. An ended message cannot be retried, because its text is wiped.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: MessageDetailDto, description: 'The queued message' })
  @ApiProblems('forbidden', 'reauthentication_required', 'not_found', 'message_not_retryable')
  async retryMessage(@MessageId() id: string): Promise<MessageDetailDto> {
    return toMessageDetailDto(await this.messages.retry(id));
  }
}
