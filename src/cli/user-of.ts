import type { INestApplicationContext } from '@nestjs/common';
import { AdminUserService } from '../admin/index.js';

/** Finds the user that an operator names. @throws Error if there is none; AppError for text that is no contact */
export async function userOf(app: INestApplicationContext, query: string) {
  const user = await app.get(AdminUserService).find(query);
  if (user) return user;
  throw new Error('There is no such user. Users are created when they sign in for the first time.');
}
