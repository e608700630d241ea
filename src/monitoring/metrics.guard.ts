import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { readAddress } from '../common/client-address.js';
import { equalsInConstantTime } from '../common/constant-time.js';
import { isLoopback } from '../config/index.js';
import { metricsConfig, type MetricsConfig } from './metrics.config.js';

/** A proxy on this machine adds one of these for a client that is elsewhere. */
const FORWARDING_HEADER =
  /^(?:forwarded|via|x-forwarded-.*|x-(?:original-.*|real-ip|client-ip|cluster-client-ip)|.*-(?:connecting|client)-ip)$/;

/**
 * Admits scrapers: with `METRICS_TOKEN` those that send it; without it, outside production, those on this machine that no
 * proxy stands between. To all others it looks as if there was no such route.
 */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(@Inject(metricsConfig.KEY) private readonly config: MetricsConfig) {}

  /** @throws AppError unauthorized, not_found */
  canActivate(context: ExecutionContext): true {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { token, isOpenToThisMachine } = this.config;
    if (token !== undefined) {
      if (equalsInConstantTime(bearerTokenOf(request), token)) return true;
      throw new AppError('unauthorized', { detail: 'Please send METRICS_TOKEN as a bearer token.' });
    }
    if (isOpenToThisMachine && isFromThisMachine(request)) return true;
    throw new AppError('not_found');
  }
}

function bearerTokenOf({ headers }: FastifyRequest): string {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** By the address of the connection, whatever `TRUST_PROXY` says. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const peer = readAddress(socket.remoteAddress ?? '');
  return peer !== undefined && isLoopback(peer) && !Object.keys(headers).some((name) => FORWARDING_HEADER.test(name));
}
