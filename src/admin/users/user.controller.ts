import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS, UuidPipe } from '../../http/index.js';
import { AdminRoute, AuditCount, NeedsScope, type CountRows } from '../access/admin.decorator.js';
import { AdminUserService, NO_USER } from './admin-user.service.js';
import {
  AdminUserDto,
  AdminUserPageDto,
  EndedSessionsDto,
  ErasedUserDto,
  FindUserDto,
  ListUserSessionsDto,
  ListUsersDto,
  UserExportDto,
  UserSessionPageDto,
} from './user.dto.js';
import { toAdminUserDto, toAdminUserPageDto, toSnakeCase, toUserSessionPageDto } from './user.mapper.js';

const UserId = () => Param('id', new UuidPipe(NO_USER));

@ApiTags('users')
@AdminRoute('support')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/admin/users')
export class UserController {
  constructor(private readonly users: AdminUserService) {}

  @Get()
  @ApiOperation({ summary: 'Find a user by id' })
  @ApiOkResponse({ type: AdminUserPageDto, description: 'The user, if there is one' })
  @ApiProblems('validation_failed')
  async listUsers(@Query() { id }: ListUsersDto, @AuditCount() count: CountRows): Promise<AdminUserPageDto> {
    return this.pageOf(id, count);
  }

  @Post('find')
  @HttpCode(200)
  @ApiOperation({ summary: 'Find a user by id, phone number or e-mail address' })
  @ApiOkResponse({ type: AdminUserPageDto, description: 'The user, if there is one' })
  @ApiProblems(...BODY_PROBLEMS, 'phone_number_invalid', 'email_invalid', 'reauthentication_required')
  async findUser(@Body() { query }: FindUserDto, @AuditCount() count: CountRows): Promise<AdminUserPageDto> {
    return this.pageOf(query, count);
  }

  @Get(':id/sessions')
  @ApiOperation({ summary: 'List the sessions of a user, the newest first' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: UserSessionPageDto, description: 'One page of the sessions that have not ended' })
  @ApiProblems('validation_failed', 'not_found')
  async listUserSessions(
    @UserId() id: string,
    @Query() { cursor, limit }: ListUserSessionsDto,
    @AuditCount() count: CountRows,
  ): Promise<UserSessionPageDto> {
    // One more than requested shows whether there is another page.
    const page = toUserSessionPageDto(await this.users.sessions(id, cursor, limit + 1), limit);
    count(page.items.length);
    return page;
  }

  @Delete(':id/sessions')
  @ApiOperation({ summary: 'End every session of a user' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: EndedSessionsDto, description: 'No token of these sessions is accepted any more' })
  @ApiProblems('forbidden', 'reauthentication_required', 'not_found')
  async endUserSessions(@UserId() id: string, @AuditCount() count: CountRows): Promise<EndedSessionsDto> {
    const ended = await this.users.endSessions(id);
    count(ended);
    return { ended };
  }

  @Post(':id/block')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Block a user',
    description: 'Every session ends, and no right code opens one, until the user is unblocked.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: AdminUserDto, description: 'The blocked user' })
  @ApiProblems('forbidden', 'reauthentication_required', 'not_found')
  async blockUser(@UserId() id: string, @AuditCount() count: CountRows): Promise<AdminUserDto> {
    count(1 + (await this.users.block(id)));
    return toAdminUserDto(await this.users.get(id));
  }

  @Post(':id/unblock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unblock a user', description: 'The user can sign in again. Ended sessions stay ended.' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: AdminUserDto, description: 'The user' })
  @ApiProblems('forbidden', 'reauthentication_required', 'not_found')
  async unblockUser(@UserId() id: string, @AuditCount() count: CountRows): Promise<AdminUserDto> {
    await this.users.unblock(id);
    count(1);
    return toAdminUserDto(await this.users.get(id));
  }

  @Post(':id/erase')
  @NeedsScope('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Erase a user',
    description:
      'Deletes the user with sessions and codes, and replaces the recipient of messages and events by a pseudonym. The event `user.erased` tells other systems. Queued messages are cancelled.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: ErasedUserDto, description: 'What was erased' })
  @ApiProblems('forbidden', 'reauthentication_required', 'not_found')
  async eraseUser(@UserId() id: string, @AuditCount() count: CountRows): Promise<ErasedUserDto> {
    const erased = await this.users.erase(id);
    count(1 + erased.sessions + erased.codes + erased.messages + erased.events);
    return erased;
  }

  @Get(':id/export')
  @ApiOperation({ summary: 'Export everything that is stored about a user' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: UserExportDto, description: 'Without digests, keys and texts' })
  @ApiProblems('not_found')
  async exportUser(@UserId() id: string, @AuditCount() count: CountRows): Promise<UserExportDto> {
    const data = await this.users.export(id);
    count(1 + data.sessions.length + data.codes.length + data.messages.length);
    return toSnakeCase(data) as UserExportDto;
  }

  private async pageOf(query: string, count: CountRows): Promise<AdminUserPageDto> {
    const page = toAdminUserPageDto(await this.users.find(query));
    count(page.items.length);
    return page;
  }
}
