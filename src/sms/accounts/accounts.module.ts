import { Module } from '@nestjs/common';
import { ProviderAccountService } from './provider-account.service.js';

@Module({ providers: [ProviderAccountService], exports: [ProviderAccountService] })
export class AccountsModule {}
