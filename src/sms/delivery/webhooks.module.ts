import { Module } from '@nestjs/common';
import { DeliveryModule } from './delivery.module.js';
import { WebhooksController } from './webhooks.controller.js';

/** The routes that providers call. */
@Module({ imports: [DeliveryModule], controllers: [WebhooksController] })
export class WebhooksModule {}
