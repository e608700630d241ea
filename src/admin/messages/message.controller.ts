import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { AdminRoute } from '../access/admin.decorator.js';
import { AppError } from '../../common/app-error.js';
import { ApiProblems } from '../../http/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';
import { readCursor, writeCursor } from './message-cursor.js';
import { ListMessagesDto, MessageDetailDto, MessagePageDto } from './message.dto.js';
import { MessageSearchRepository, type MessageFilter } from '../../messaging/index.js';
import { AdminMessageService } from './admin-message.service.js';
import { messageDetailView, messageView } from './message.mapper.js';

const NO_MESSAGE = 'There is no message with this id.';

@ApiTags('sms')
@AdminRoute()
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/sms/messages')
export class MessageController {
  constructor(
    private readonly messages: AdminMessageService,
    private readonly repository: MessageSearchRepository,
    private readonly recipients: AdminRecipient,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List messages, the newest first',
    description: 'Full numbers and addresses, and no texts. Ask for the next page with `cursor`, and the same filters.',
  })
  @ApiOkResponse({ type: MessagePageDto, description: 'One page' })
  @ApiProblems('validation_failed', 'phone_number_invalid', 'email_invalid')
  async listMessages(@Query() query: ListMessagesDto): Promise<MessagePageDto> {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    if (query.cursor !== undefined && !after) throw invalidCursor();
    // One more than asked for tells whether there is another page.
    const rows = await this.repository.list(this.filterOf(query), after, query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const hasMore = rows.length > page.length && last !== undefined;
    return { messages: page.map(messageView), next_cursor: hasMore ? writeCursor(last) : null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Look at a message with every call to a provider' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: MessageDetailDto, description: 'The message' })
  @ApiProblems('not_found')
  async findMessage(@Param('id') id: string): Promise<MessageDetailDto> {
    return messageDetailView(await this.messages.get(idOf(id)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a message that has not left',
    description: 'A queued one is not sent. One that the provider has is taken back where the provider can do that.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: MessageDetailDto, description: 'The message, cancelled' })
  @ApiProblems('not_found', 'message_not_cancellable')
  async cancelMessage(@Param('id') id: string): Promise<MessageDetailDto> {
    return messageDetailView(await this.messages.cancel(idOf(id)));
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put a queued message before the workers again',
    description: 'For one that the queue has lost. Those that have ended cannot be retried: their text is wiped.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: MessageDetailDto, description: 'The message, in the queue' })
  @ApiProblems('not_found', 'message_not_retryable')
  async retryMessage(@Param('id') id: string): Promise<MessageDetailDto> {
    return messageDetailView(await this.messages.retry(idOf(id)));
  }

  private filterOf({ phone, status, provider, kind, batch_id, from, to }: ListMessagesDto): MessageFilter {
    return {
      recipient: phone === undefined ? undefined : this.recipients.read(phone, 'phone'),
      status,
      provider,
      kind,
      batchId: batch_id,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
  }
}

/** @throws AppError not_found for what cannot be an id */
function idOf(text: string): string {
  if (!isUUID(text)) throw new AppError('not_found', { detail: NO_MESSAGE });
  return text;
}

function invalidCursor(): AppError {
  const sentence = 'cursor must be the next_cursor of the page before';
  return new AppError('validation_failed', { detail: sentence, errors: { cursor: [sentence] } });
}
