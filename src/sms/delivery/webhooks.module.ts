import { Module } from '@nestjs/common';
import { DeliveryModule } from './delivery.module.js';
import { WebhookController } from './webhook.controller.js';

/** The routes that providers call. */
@Module({ imports: [DeliveryModule], controllers: [WebhookController] })
export class WebhooksModule {}
