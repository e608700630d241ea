import { Inject, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { httpConfig, type HttpConfig } from '../../http/index.js';
import { RawBody } from '../../http/index.js';
import { canReadReports } from '../providers/provider-capabilities.js';
import type { WebhookRequest } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { DeliveryReportService } from './delivery-report.service.js';

const ROUTES = [':provider', ':provider/:token'];

/**
 * Delivery reports, as providers send them. A call that can be read is answered 200, whether or not its message is known:
 * a provider repeats other answers, and a stranger learns nothing from this one.
 */
@ApiExcludeController()
@Controller('api/v1/webhooks')
export class WebhookController {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly reports: DeliveryReportService,
    @Inject(httpConfig.KEY) private readonly config: HttpConfig,
  ) {}

  @Get(ROUTES)
  async takeQuery(
    @Param('provider') provider: string,
    @Param('token') token: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.take(provider, token, request);
  }

  @Post(ROUTES)
  @HttpCode(200)
  @RawBody()
  async takeBody(
    @Param('provider') provider: string,
    @Param('token') token: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.take(provider, token, request);
  }

  private async take(name: string, token: string | undefined, request: FastifyRequest): Promise<void> {
    const provider = this.providers.find(name);
    if (!provider || !canReadReports(provider)) throw new AppError('not_found');
    const result = provider.readReports(webhookRequest(request, token, this.config.publicUrl));
    if ('reports' in result) {
      await this.reports.apply(name, result.reports);
      return;
    }
    this.reports.countRefusal(name, result.refused);
    if (result.refused === 'malformed') {
      throw new AppError('validation_failed', { detail: 'The request holds no delivery report.' });
    }
    // A token is part of the address: a wrong one is an address at which there is nothing, and shows no more than that.
    throw token === undefined ? new AppError('forbidden') : new AppError('not_found');
  }
}

/** `publicUrl`: behind a proxy the request itself may not say which address the provider called. */
function webhookRequest(request: FastifyRequest, token?: string, publicUrl?: string): WebhookRequest {
  const { url, headers, body } = request;
  const rawBody = typeof body === 'string' ? body : '';
  const query = url.split('?').slice(1).join('?');
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return {
    url: (publicUrl ?? `${request.protocol}://${request.host}`) + url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()])),
    params: grouped([...new URLSearchParams(query), ...(isJson ? jsonFields(rawBody) : new URLSearchParams(rawBody))]),
    rawBody,
    ...(token !== undefined && { token }),
  };
}

/** Members whose value is a text or a number; none of what is no JSON object. */
function jsonFields(text: string): [string, string][] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  return Object.entries(Object(json) as object).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] satisfies [string, string]] : [],
  );
}

function grouped(pairs: [string, string][]): WebhookRequest['params'] {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries(
    [...values].map(([name, [first = '', ...rest]]) => [name, rest.length ? [first, ...rest] : first]),
  );
}
