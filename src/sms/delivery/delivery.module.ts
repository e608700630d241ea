import { Module } from '@nestjs/common';
import { DeliveryPoller } from './delivery-poller.service.js';
import { DeliveryReports } from './delivery-reports.service.js';

/** What becomes of messages that a provider took: its reports, sent to us or asked for. */
@Module({ providers: [DeliveryReports, DeliveryPoller], exports: [DeliveryReports, DeliveryPoller] })
export class DeliveryModule {}
