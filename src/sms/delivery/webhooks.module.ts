import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DeliveryModule } from './delivery.module.js';
import { acceptRawBodies } from './raw-body.decorator.js';
import { WebhooksController } from './webhooks.controller.js';

/** The routes that providers call. */
@Module({ imports: [DeliveryModule], controllers: [WebhooksController] })
export class WebhooksModule {
  constructor({ httpAdapter }: HttpAdapterHost) {
    acceptRawBodies(httpAdapter.getInstance());
  }
}
