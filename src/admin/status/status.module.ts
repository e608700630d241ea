import { Module } from '@nestjs/common';
import { AccountsModule } from '../../sms/accounts/accounts.module.js';
import { DeliveryModule } from '../../sms/delivery/delivery.module.js';
import { StatusController } from './status.controller.js';
import { StatusRepository } from './status.repository.js';
import { StatusService } from './status.service.js';

/** What administrators see of how sending stands. */
@Module({
  imports: [AccountsModule, DeliveryModule],
  controllers: [StatusController],
  providers: [StatusService, StatusRepository],
})
export class StatusModule {}
