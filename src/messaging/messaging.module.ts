import { Module } from '@nestjs/common';
import { Cipher } from '../common/cipher.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';
import { ThrottlingModule } from '../throttling/index.js';
import { AttemptRecorderService } from './attempt-recorder.service.js';
import { ConversionRepository } from './conversion.repository.js';
import { JobFailureService } from './job-failure.service.js';
import { DeliveryRepository } from './delivery.repository.js';
import { EarlyReportRepository } from './early-report.repository.js';
import { MessageAttemptRepository } from './message-attempt.repository.js';
import { MessageOutcomeRepository } from './message-outcome.repository.js';
import { MessagePayloadCipher } from './message-payload.cipher.js';
import { MessageRetentionRepository } from './message-retention.repository.js';
import { MessageRunRepository } from './message-run.repository.js';
import { MessageRunService } from './message-run.service.js';
import { MessageSearchRepository } from './message-search.repository.js';
import { MessageStatisticsRepository } from './message-statistics.repository.js';
import { MessageRepository } from './message.repository.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxSweeperService } from './outbox-sweeper.service.js';
import { OutboxService } from './outbox.service.js';
import { RouteReasonRepository } from './route-reason.repository.js';
import { SimulatedMessageRepository } from './simulated-message.repository.js';
import { VerificationRepository } from './verification.repository.js';

/** Messages of every channel: their rows, the outbox, and the runs that send them. */
@Module({
  imports: [ThrottlingModule],
  providers: [
    MessageRepository,
    MessageRunRepository,
    MessageAttemptRepository,
    MessageOutcomeRepository,
    MessageSearchRepository,
    MessageStatisticsRepository,
    MessageRetentionRepository,
    SimulatedMessageRepository,
    VerificationRepository,
    ConversionRepository,
    DeliveryRepository,
    EarlyReportRepository,
    RouteReasonRepository,
    OutboxRepository,
    OutboxService,
    OutboxSweeperService,
    MessageRunService,
    JobFailureService,
    AttemptRecorderService,
    {
      provide: MessagePayloadCipher,
      inject: [secretsConfig.KEY],
      useFactory: ({ dataKeys }: SecretsConfig) => new MessagePayloadCipher(new Cipher(dataKeys)),
    },
  ],
  exports: [
    MessageRepository,
    MessageRunRepository,
    MessageAttemptRepository,
    MessageOutcomeRepository,
    MessageSearchRepository,
    MessageStatisticsRepository,
    MessageRetentionRepository,
    SimulatedMessageRepository,
    VerificationRepository,
    ConversionRepository,
    DeliveryRepository,
    EarlyReportRepository,
    RouteReasonRepository,
    OutboxService,
    OutboxSweeperService,
    MessageRunService,
    JobFailureService,
    AttemptRecorderService,
    MessagePayloadCipher,
  ],
})
export class MessagingModule {}
