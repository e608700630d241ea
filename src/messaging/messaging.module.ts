import { Module } from '@nestjs/common';
import { Cipher } from '../common/cipher.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';
import { DeliveryRepository } from './delivery.repository.js';
import { MessageAttemptRepository } from './message-attempt.repository.js';
import { ThrottlingModule } from '../throttling/index.js';
import { MessageOutcomeRepository } from './message-outcome.repository.js';
import { MessageSearchRepository } from './message-search.repository.js';
import { MessagePayloadCipher } from './message-payload.js';
import { MessageRunService } from './message-run.service.js';
import { MessageRepository } from './message.repository.js';
import { OutboxSweeperService } from './outbox-sweeper.service.js';
import { OutboxService } from './outbox.service.js';
import { VerificationRepository } from './verification.repository.js';

/** Message rows and the outbox: what every channel shares. */
@Module({
  imports: [ThrottlingModule],
  providers: [
    MessageRepository,
    MessageAttemptRepository,
    MessageOutcomeRepository,
    MessageSearchRepository,
    VerificationRepository,
    DeliveryRepository,
    OutboxService,
    OutboxSweeperService,
    MessageRunService,
    {
      provide: MessagePayloadCipher,
      inject: [secretsConfig.KEY],
      useFactory: ({ dataKeys }: SecretsConfig) => new MessagePayloadCipher(new Cipher(dataKeys)),
    },
  ],
  exports: [
    MessageRepository,
    MessageAttemptRepository,
    MessageOutcomeRepository,
    MessageSearchRepository,
    VerificationRepository,
    DeliveryRepository,
    OutboxService,
    OutboxSweeperService,
    MessageRunService,
    MessagePayloadCipher,
  ],
})
export class MessagingModule {}
