import {
  Inject,
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import { IpThrottlerGuard, LimitByIp } from '../../throttling/index.js';
import { BearerGuard, CurrentCaller } from './bearer.guard.js';
import { deviceName } from './device-name.js';
import { clearSessionCookies, refreshCookie, setSessionCookies } from './session-cookies.js';
import { LogoutDto, RefreshDto, SessionsDto, TokensDto } from './session.dto.js';
import { SessionService, type Caller } from './session.service.js';

@ApiTags('sessions')
@Controller('api/v1/auth')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(sessionConfig.KEY) private readonly config: SessionConfig,
  ) {}

  @Post('token/refresh')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(IpThrottlerGuard)
  @LimitByIp('refresh_ip')
  @ApiOperation({
    operationId: 'refreshTokens',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'With `SESSION_COOKIES` the refresh token may come in its cookie, and the new ones are set as cookies too.',
  })
  @ApiBody({ type: RefreshDto, required: false })
  @ApiOkResponse({ type: TokensDto, description: 'New tokens; the refresh token that was sent is spent' })
  @ApiProblems(...BODY_PROBLEMS, 'unauthorized', 'token_reused', 'forbidden', 'rate_limited', 'service_unavailable')
  async refresh(
    @Body() { refresh_token: sent }: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokensDto> {
    const refreshToken = sent ?? refreshCookie(request, this.config);
    if (refreshToken === undefined) throw this.config.cookies ? new AppError('unauthorized') : noRefreshToken();
    const tokens = await this.sessions.refresh(refreshToken);
    if (tokens === 'reused' || tokens === 'invalid') {
      if (!sent) clearSessionCookies(reply, this.config);
      if (tokens === 'reused') throw new AppError('token_reused');
      throw new AppError('unauthorized', { detail: 'The session is over. Please sign in again.' });
    }
    setSessionCookies(reply, tokens, this.config);
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
  @ApiOperation({
    operationId: 'logout',
    summary: 'End this session, or every session of the user',
    description: 'A body is not needed; `{"everywhere": true}` signs the user out on all devices.',
  })
  @ApiBody({ type: LogoutDto, required: false })
  @ApiNoContentResponse({ description: 'The session is over: none of its tokens works any more' })
  @ApiProblems(...BODY_PROBLEMS, 'unauthorized', 'forbidden', 'service_unavailable')
  async logout(
    @CurrentCaller() caller: Caller,
    @Body() { everywhere }: LogoutDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (everywhere) await this.sessions.logoutEverywhere(caller.userId);
    else await this.sessions.logout(caller.sessionId);
    clearSessionCookies(reply, this.config);
  }

  @Get('sessions')
  @Header('Cache-Control', 'no-store')
  @UseGuards(BearerGuard)
  @ApiBearerAuth()
  @ApiOperation({ operationId: 'listSessions', summary: 'The devices on which the user is signed in' })
  @ApiOkResponse({ type: SessionsDto, description: 'The sessions that are not over' })
  @ApiProblems('unauthorized', 'service_unavailable')
  async list(@CurrentCaller() caller: Caller): Promise<SessionsDto> {
    const sessions = await this.sessions.list(caller.userId);
    return {
      sessions: sessions.map((session) => ({
        id: session.id,
        device: deviceName(session.userAgent) ?? null,
        user_agent: session.userAgent,
        created_at: session.createdAt.toISOString(),
        last_used_at: session.lastUsedAt.toISOString(),
        expires_at: session.expiresAt.toISOString(),
        current: session.id === caller.sessionId,
      })),
    };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @UseGuards(BearerGuard)
  @ApiBearerAuth()
  @ApiOperation({ operationId: 'endSession', summary: 'Sign out one device of the user' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiNoContentResponse({ description: 'The session is over: none of its tokens works any more' })
  @ApiProblems('unauthorized', 'forbidden', 'not_found', 'service_unavailable')
  async end(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const ended = isUUID(id) && (await this.sessions.end(caller.userId, id));
    if (!ended) throw new AppError('not_found', { detail: 'You have no session with this id.' });
    if (id.toLowerCase() === caller.sessionId) clearSessionCookies(reply, this.config);
  }
}

function noRefreshToken(): AppError {
  const sentence = 'refresh_token must be a string';
  return new AppError('validation_failed', { detail: sentence, errors: { refresh_token: [sentence] } });
}
