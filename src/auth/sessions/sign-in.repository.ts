import { Injectable } from '@nestjs/common';
import { Batcher } from '../../common/batcher.js';
import { PrismaService } from '../../database/index.js';
import type { UserRecord } from '../users/user.repository.js';
import { signInSql, type SignIn } from './sign-in.sql.js';

/** `hasReturned`: the account was dormant. `isBlocked`: no session was opened. */
export type SignInResult = SignedInUser & { hasReturned: boolean; isBlocked: boolean };
export type SignedInUser = Omit<UserRecord, 'pendingPhone' | 'pendingEmail'> & { isNew: boolean };

type SignInRow = SignInResult & { otpTokenId: string };

@Injectable()
export class SignInRepository {
  private readonly signIns: Batcher<SignIn, SignInResult | undefined>;

  constructor(private readonly prisma: PrismaService) {
    this.signIns = new Batcher({
      run: (signIns) => this.signInAll(signIns),
      keyOf: ({ otpTokenId }) => otpTokenId,
    });
  }

  /**
   * Uses the code and opens a session for its owner; see `signInSql`. Only one concurrent call with the same code succeeds.
   * @returns undefined if the code is no longer live
   */
  signIn(signIn: SignIn): Promise<SignInResult | undefined> {
    return this.signIns.add(signIn);
  }

  private async signInAll(signIns: SignIn[]): Promise<(SignInResult | undefined)[]> {
    const now = new Date(Math.max(...signIns.map((signIn) => signIn.now.getTime())));
    const rows = await this.prisma.$queryRaw<SignInRow[]>(signInSql(signIns, now));
    const results = new Map(rows.map(({ otpTokenId, ...result }) => [otpTokenId, result]));
    return signIns.map(({ otpTokenId }) => results.get(otpTokenId));
  }
}
