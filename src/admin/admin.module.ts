import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { AdminActionsRepository } from './admin-actions.repository.js';
import { AdminKeysRepository } from './admin-keys.repository.js';
import { AdminKeys } from './admin-keys.service.js';

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
        AdminKeys,
        AdminKeysRepository,
        AdminActionsRepository,
        { provide: AccessTokens, useExisting: accessTokens },
      ],
      exports: [AdminKeys, AdminActionsRepository, AccessTokens],
    };
  }
}
