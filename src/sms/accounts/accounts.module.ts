import { Module } from '@nestjs/common';
import { ProviderAccounts } from './provider-accounts.service.js';

@Module({ providers: [ProviderAccounts], exports: [ProviderAccounts] })
export class AccountsModule {}
