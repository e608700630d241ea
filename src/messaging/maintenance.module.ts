import { Module } from '@nestjs/common';
import { MaintenanceProcessor } from './maintenance.processor.js';
import { OutboxSweeper } from './outbox-sweeper.service.js';

/** What runs once per fleet: only processes whose role is to work import it. */
@Module({ providers: [MaintenanceProcessor, OutboxSweeper] })
export class MaintenanceModule {}
