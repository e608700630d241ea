import { Global, Module } from '@nestjs/common';
import { Cipher } from '../common/cipher.js';
import { AppConfig } from '../config/index.js';
import { DeliveryRepository } from './delivery.repository.js';
import { MessageAttemptRepository } from './message-attempt.repository.js';
import { MessagePayloadCipher } from './message-payload.js';
import { MessageRunService } from './message-run.service.js';
import { MessageRepository } from './message.repository.js';
import { OutboxSweeperService } from './outbox-sweeper.service.js';
import { OutboxService } from './outbox.service.js';
import { VerificationRepository } from './verification.repository.js';

/** Message rows and the outbox: what every channel shares. */
@Global()
@Module({
  providers: [
    MessageRepository,
    MessageAttemptRepository,
    VerificationRepository,
    DeliveryRepository,
    OutboxService,
    OutboxSweeperService,
    MessageRunService,
    {
      provide: MessagePayloadCipher,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new MessagePayloadCipher(new Cipher(config.dataKeys)),
    },
  ],
  exports: [
    MessageRepository,
    MessageAttemptRepository,
    VerificationRepository,
    DeliveryRepository,
    OutboxService,
    OutboxSweeperService,
    MessageRunService,
    MessagePayloadCipher,
  ],
})
export class MessagingModule {}
