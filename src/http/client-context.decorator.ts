import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../common/client-address.js';

/** What a request says about its client. */
export interface Client {
  /** IP address; forwarding headers count only from `TRUST_PROXY`. */
  address: string;
  /** The header `Accept-Language`. */
  acceptLanguage?: string;
  userAgent?: string;
  /** The header `X-Device-Hint`: what a client calls its device, for the guard against SMS pumping. */
  device?: string;
}

/** A handler's parameter of the type `Client`. */
export const ClientContext = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { headers } = request;
  return {
    address: clientAddress(request),
    acceptLanguage: headers['accept-language'],
    userAgent: headers['user-agent'],
    device: deviceHint(headers['x-device-hint']),
  };
});

/** A longer hint is worth no more. */
const MAX_HINT_LENGTH = 128;

function deviceHint(header: string | string[] | undefined): string | undefined {
  const hint = typeof header === 'string' ? header.trim() : '';
  return hint === '' ? undefined : hint.slice(0, MAX_HINT_LENGTH);
}
