import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { ApiProblems, BODY_PROBLEMS, UuidPipe } from '../../http/index.js';
import { LimitByIp } from '../../throttling/index.js';
import { BearerRoute, CurrentCaller } from './bearer.decorator.js';
import { LogoutGuard } from './logout.guard.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { clearSessionCookies, refreshCookie, setSessionCookies } from './session-cookies.js';
import { CookieTokensDto, LogoutDto, RefreshDto, SessionsDto, TokensDto } from './session.dto.js';
import { toCookieTokensDto, toSessionsDto, toTokensDto } from './session.mapper.js';
import type { Caller } from './session.repository.js';
import { SessionService } from './session.service.js';

const NO_SESSION = 'You have no session with this id.';

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
  @LimitByIp('refresh_ip')
  @ApiOperation({
    operationId: 'refreshTokens',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'With `SESSION_COOKIES` the refresh token can come in its cookie; then the new tokens are in cookies too, and not in the body.',
  })
  @ApiBody({ type: RefreshDto, required: false })
  @ApiExtraModels(TokensDto, CookieTokensDto)
  @ApiOkResponse({
    description: 'New tokens; the old refresh token is spent',
    schema: { anyOf: [TokensDto, CookieTokensDto].map((dto) => ({ $ref: getSchemaPath(dto) })) },
  })
  @ApiProblems(...BODY_PROBLEMS, 'unauthorized', 'token_reused', 'forbidden', 'rate_limited', 'service_unavailable')
  async refresh(
    @Body() { refresh_token: sent }: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokensDto | CookieTokensDto> {
    const refreshToken = sent ?? refreshCookie(request, this.config);
    if (refreshToken === undefined) throw this.config.cookies ? new AppError('unauthorized') : noRefreshToken();
    const tokens = await this.sessions.refresh(refreshToken);
    if (tokens === 'reused' || tokens === 'invalid') {
      if (!sent) clearSessionCookies(reply, this.config);
      if (tokens === 'reused') throw new AppError('token_reused');
      throw new AppError('unauthorized', { detail: 'The session has ended. Please sign in again.' });
    }
    if (sent) return toTokensDto(tokens);
    setSessionCookies(reply, tokens);
    return toCookieTokensDto(tokens);
  }

  @Post('logout')
  @HttpCode(204)
  @UseGuards(LogoutGuard)
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'logout',
    summary: 'End this session, or every session of the user',
    description:
      'The body is optional; `{"everywhere": true}` signs the user out on all devices. A session in cookies is ended by ' +
      'its refresh cookie alone, also when its access token has expired.',
  })
  @ApiBody({ type: LogoutDto, required: false })
  @ApiNoContentResponse({ description: 'The session has ended; its tokens are no longer accepted' })
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
  @BearerRoute()
  @ApiOperation({ operationId: 'listSessions', summary: 'List the devices on which the user is signed in' })
  @ApiOkResponse({ type: SessionsDto, description: 'The sessions that have not ended' })
  @ApiProblems('unauthorized', 'service_unavailable')
  async list(@CurrentCaller() caller: Caller): Promise<SessionsDto> {
    return toSessionsDto(await this.sessions.list(caller.userId), caller.sessionId);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @BearerRoute()
  @ApiOperation({ operationId: 'endSession', summary: 'Sign the user out on one device' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiNoContentResponse({ description: 'The session has ended; its tokens are no longer accepted' })
  @ApiProblems('unauthorized', 'forbidden', 'not_found', 'service_unavailable')
  async end(
    @CurrentCaller() caller: Caller,
    @Param('id', new UuidPipe(NO_SESSION)) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const isEnded = await this.sessions.end(caller.userId, id);
    if (!isEnded) throw new AppError('not_found', { detail: NO_SESSION });
    if (id === caller.sessionId) clearSessionCookies(reply, this.config);
  }
}

function noRefreshToken(): AppError {
  const sentence = 'refresh_token must be a string';
  return new AppError('validation_failed', { detail: sentence, errors: { refresh_token: [sentence] } });
}
