import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/index.js';
import { AuthModule } from '../auth/index.js';
import { EventsModule } from '../events/index.js';
import { FraudModule } from '../fraud/index.js';
import { HealthModule } from '../health/index.js';
import { HooksModule } from '../hooks/index.js';
import { IdempotencyModule } from '../idempotency/index.js';
import { RecipientPseudonymService } from '../maintenance/index.js';
import { MessagingModule } from '../messaging/index.js';
import { SmsModule } from '../sms/index.js';
import { ThrottlingModule } from '../throttling/index.js';
import { AdminActionRepository } from './access/admin-action.repository.js';
import { AdminKeyRepository } from './access/admin-key.repository.js';
import { AdminKeyService } from './access/admin-key.service.js';
import { AdminKeyUseService } from './access/admin-key-use.service.js';
import { AdminRecipient } from './access/admin-recipient.js';
import { CommandAuditService } from './access/command-audit.service.js';
import { AlertController } from './alerts/alert.controller.js';
import { EventController } from './events/event.controller.js';
import { AdminMessageService } from './messages/admin-message.service.js';
import { GuardDecisionSource } from './explain/explain.contract.js';
import { ExplainController } from './explain/explain.controller.js';
import { ExplainRepository } from './explain/explain.repository.js';
import { ExplainService } from './explain/explain.service.js';
import { FraudController } from './fraud/fraud.controller.js';
import { FraudListController } from './fraud/fraud-list.controller.js';
import { GuardDecisionsService } from './fraud/guard-decisions.service.js';
import { FunnelController } from './funnel/funnel.controller.js';
import { FunnelRepository } from './funnel/funnel.repository.js';
import { FunnelService } from './funnel/funnel.service.js';
import { EnteredCodeController } from './hooks/entered-code.controller.js';
import { MessageController } from './messages/message.controller.js';
import { UserRoleRepository } from './access/user-role.repository.js';
import { UserRoleService } from './access/user-role.service.js';
import { AdminLimitService } from './rate-limits/admin-limit.service.js';
import { QueueBoardController } from './queues/queue-board.controller.js';
import { QueueBoardService } from './queues/queue-board.service.js';
import { QueueController } from './queues/queue.controller.js';
import { RateLimitController } from './rate-limits/rate-limit.controller.js';
import { AdminSendService } from './sends/admin-send.service.js';
import { SendController } from './sends/send.controller.js';
import { StatusController } from './status/status.controller.js';
import { StatusRepository } from './status/status.repository.js';
import { StatusService } from './status/status.service.js';
import { AdminUserRepository } from './users/admin-user.repository.js';
import { AdminUserService } from './users/admin-user.service.js';
import { UserController } from './users/user.controller.js';
import { UserDataRepository } from './users/user-data.repository.js';

/** The routes of administrators. Imports everything they administer; nothing imports it back. */
@Module({
  imports: [
    AlertsModule,
    AuthModule,
    EventsModule,
    FraudModule,
    HealthModule,
    HooksModule,
    SmsModule,
    MessagingModule,
    ThrottlingModule,
    IdempotencyModule,
  ],
  controllers: [
    SendController,
    MessageController,
    RateLimitController,
    StatusController,
    AlertController,
    EventController,
    UserController,
    ExplainController,
    FunnelController,
    FraudController,
    FraudListController,
    QueueController,
    QueueBoardController,
    EnteredCodeController,
  ],
  providers: [
    AdminKeyService,
    AdminKeyUseService,
    AdminKeyRepository,
    AdminActionRepository,
    CommandAuditService,
    AdminRecipient,
    AdminSendService,
    AdminMessageService,
    AdminLimitService,
    UserRoleService,
    UserRoleRepository,
    StatusService,
    StatusRepository,
    AdminUserService,
    AdminUserRepository,
    UserDataRepository,
    RecipientPseudonymService,
    ExplainService,
    ExplainRepository,
    { provide: GuardDecisionSource, useClass: GuardDecisionsService },
    FunnelService,
    FunnelRepository,
    QueueBoardService,
  ],
})
export class AdminModule {}
