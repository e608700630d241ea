import { Module } from '@nestjs/common';
import { DeliveryPollerService } from './delivery-poller.service.js';
import { DeliveryReportService } from './delivery-report.service.js';

/** What becomes of messages that a provider took: its reports, sent to us or asked for. */
@Module({ providers: [DeliveryReportService, DeliveryPollerService], exports: [DeliveryReportService, DeliveryPollerService] })
export class DeliveryModule {}
