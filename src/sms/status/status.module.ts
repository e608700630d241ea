import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { StatusController } from './status.controller.js';
import { StatusRepository } from './status.repository.js';
import { SmsStatusService } from './status.service.js';

/** What administrators see of how sending stands. */
@Module({
  imports: [AccountsModule, DeliveryModule],
  controllers: [StatusController],
  providers: [SmsStatusService, StatusRepository],
})
export class StatusModule {}
