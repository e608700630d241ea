import { Inject, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { httpConfig, RawBody, type HttpConfig } from '../../http/index.js';
import { canReadReports } from '../providers/provider-capabilities.js';
import type { WebhookRequest } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { DeliveryReportService } from './delivery-report.service.js';

const ROUTES = [':provider', ':provider/:token'];

/**
 * Receives the delivery reports of providers. Every readable report is answered with 200, even if its message is unknown:
 * providers repeat calls that get another answer, and a stranger learns nothing.
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
  async receiveQuery(
    @Param('provider') provider: string,
    @Param('token') token: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.receive(provider, token, request);
  }

  @Post(ROUTES)
  @HttpCode(200)
  @RawBody()
  async receiveBody(
    @Param('provider') provider: string,
    @Param('token') token: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.receive(provider, token, request);
  }

  private async receive(name: string, token: string | undefined, request: FastifyRequest): Promise<void> {
    const provider = this.providers.find(name);
    if (!provider || !canReadReports(provider)) throw new AppError('not_found');
    const result = provider.readReports(webhookRequest(request, token, this.config));
    if ('reports' in result) {
      await this.reports.apply(name, result.reports);
      return;
    }
    this.reports.countRefusal(name, result.refused);
    if (result.refused === 'malformed') {
      throw new AppError('validation_failed', { detail: 'The request holds no delivery report.' });
    }
    // The token is part of the address, so a wrong one is answered like any address that does not exist.
    throw token === undefined ? new AppError('forbidden') : new AppError('not_found');
  }
}

/** `PUBLIC_URL` replaces the origin of the request, which behind a proxy may not be the one the provider called. */
function webhookRequest(
  request: FastifyRequest,
  token: string | undefined,
  { publicUrl, publicUrlAsGiven }: HttpConfig,
): WebhookRequest {
  const { url, headers, body } = request;
  const rawBody = typeof body === 'string' ? body : '';
  const query = url.split('?').slice(1).join('?');
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return {
    url: (publicUrl ?? `${request.protocol}://${request.host}`) + url,
    ...(publicUrlAsGiven !== undefined && publicUrlAsGiven !== publicUrl && { otherUrls: [publicUrlAsGiven + url] }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()])),
    params: grouped([...new URLSearchParams(query), ...(isJson ? jsonFields(rawBody) : new URLSearchParams(rawBody))]),
    rawBody,
    ...(token !== undefined && { token }),
  };
}

/** The fields of a JSON object that are strings or numbers. */
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
