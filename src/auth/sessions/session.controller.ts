import { Body, Controller, Get, Header, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppError } from '../../common/app-error.js';
import { ApiProblems } from '../../http/index.js';
import { IpThrottlerGuard, LimitByIp } from '../../throttling/index.js';
import { UserDto } from '../otp/otp.dto.js';
import { UserRepository } from '../users/user.repository.js';
import { BearerGuard, CurrentCaller } from './bearer.guard.js';
import { RefreshDto, TokensDto } from './session.dto.js';
import { SessionService, type Caller } from './session.service.js';

@ApiTags('sessions')
@Controller('api/v1/auth')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly users: UserRepository,
  ) {}

  @Post('token/refresh')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(IpThrottlerGuard)
  @LimitByIp('verify_ip')
  @ApiOperation({ operationId: 'refreshTokens', summary: 'Exchange a refresh token for new tokens' })
  @ApiOkResponse({ type: TokensDto, description: 'New tokens; the refresh token that was sent is spent' })
  @ApiProblems(
    'validation_failed',
    'payload_too_large',
    'unsupported_media_type',
    'unauthorized',
    'token_reused',
    'rate_limited',
    'service_unavailable',
  )
  async refresh(@Body() { refresh_token }: RefreshDto): Promise<TokensDto> {
    const tokens = await this.sessions.refresh(refresh_token);
    if (tokens === 'reused') throw new AppError('token_reused');
    if (tokens === 'invalid')
      throw new AppError('unauthorized', { detail: 'The session is over. Please sign in again.' });
    return {
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      token_type: 'Bearer',
      expires_in: tokens.expiresIn,
    };
  }

  @Post('logout')
  @HttpCode(204)
  @UseGuards(BearerGuard)
  @ApiBearerAuth()
  @ApiOperation({ operationId: 'logout', summary: 'End this session' })
  @ApiNoContentResponse({ description: 'The session is over, its refresh token spent' })
  @ApiProblems('unauthorized', 'service_unavailable')
  async logout(@CurrentCaller() caller: Caller): Promise<void> {
    await this.sessions.logout(caller.sessionId);
  }

  @Get('me')
  @Header('Cache-Control', 'no-store')
  @UseGuards(BearerGuard)
  @ApiBearerAuth()
  @ApiOperation({ operationId: 'getMe', summary: 'The signed-in user' })
  @ApiOkResponse({ type: UserDto, description: 'Who the access token stands for' })
  @ApiProblems('unauthorized', 'service_unavailable')
  async me(@CurrentCaller() caller: Caller): Promise<UserDto> {
    const user = await this.users.find(caller.userId);
    if (!user) throw new AppError('unauthorized');
    return { id: user.id, phone_number: user.phone, created_at: user.createdAt.toISOString() };
  }
}
