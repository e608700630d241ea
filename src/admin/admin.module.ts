import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessTokens } from './access/access-tokens.js';
import { AdminActionRepository } from './access/admin-action.repository.js';
import { AdminKeyRepository } from './access/admin-key.repository.js';
import { AdminKeyService } from './access/admin-key.service.js';

/** What `@AdminRoute()` needs, wherever it stands. */
@Global()
@Module({})
export class AdminModule {
  /** @param accessTokens what `module` exports to tell who an access token stands for */
  static forRoot(module: Type, accessTokens: Type<AccessTokens>): DynamicModule {
    return {
      module: AdminModule,
      imports: [module],
      providers: [
        AdminKeyService,
        AdminKeyRepository,
        AdminActionRepository,
        { provide: AccessTokens, useExisting: accessTokens },
      ],
      exports: [AdminKeyService, AdminActionRepository, AccessTokens],
    };
  }
}
