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
}

/** A handler's parameter of the type `Client`. */
export const ClientContext = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { headers } = request;
  return {
    address: clientAddress(request),
    acceptLanguage: headers['accept-language'],
    userAgent: headers['user-agent'],
  };
});
