import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AppError } from '../../common/app-error.js';
import { ApiProblems, UuidPipe } from '../../http/index.js';
import { MessageSearchRepository, type MessageFilter } from '../../messaging/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';
import { AdminRoute, AuditCount, NeedsScope, type CountRows } from '../access/admin.decorator.js';
import { AdminMessageService, NO_MESSAGE } from './admin-message.service.js';
import { readCursor } from './message-cursor.js';
import { ListMessagesDto, MessageDetailDto, MessagePageDto } from './message.dto.js';
import { toMessageDetailDto, toMessagePageDto } from './message.mapper.js';

const MessageId = () => Param('id', new UuidPipe(NO_MESSAGE));

@ApiTags('sms')
@AdminRoute('read')
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
    description:
      'With full numbers and addresses, and without texts. Request the next page with `cursor` and the same filters.',
  })
  @ApiOkResponse({ type: MessagePageDto, description: 'One page' })
  @ApiProblems('validation_failed', 'phone_number_invalid', 'email_invalid')
  async listMessages(@Query() query: ListMessagesDto, @AuditCount() count: CountRows): Promise<MessagePageDto> {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    if (query.cursor !== undefined && !after)
      throw invalid('cursor', 'cursor must be the next_cursor of the page before');
    // One more than requested shows whether there is another page.
    const rows = await this.repository.list(this.filterOf(query), after, query.limit + 1);
    const page = rows.slice(0, query.limit);
    count(page.length);
    return toMessagePageDto(page, rows.length > query.limit);
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

  private filterOf({ status, provider, kind, batch_id, from, to, ...recipient }: ListMessagesDto): MessageFilter {
    return {
      recipient: this.recipientOf(recipient),
      status,
      provider,
      kind,
      batchId: batch_id,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
  }

  private recipientOf({ phone, phone_number }: Pick<ListMessagesDto, 'phone' | 'phone_number'>): string | undefined {
    if (phone !== undefined && phone_number !== undefined) {
      throw invalid('phone_number', 'send phone or phone_number, not both');
    }
    if (phone !== undefined) return this.recipients.read(phone, 'phone');
    return phone_number === undefined ? undefined : this.recipients.read(phone_number, 'phone_number');
  }
}

function invalid(parameter: string, sentence: string): AppError {
  return new AppError('validation_failed', { detail: sentence, errors: { [parameter]: [sentence] } });
}
