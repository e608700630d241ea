import type { INestApplicationContext } from '@nestjs/common';
import { AdminUserService, CommandAuditService } from '../admin/index.js';
import { userOf } from './user-of.js';

type User = Awaited<ReturnType<typeof userOf>>;
type Work<T> = (services: { users: AdminUserService; user: User; count: (rows: number) => void }) => Promise<T>;

/**
 * Does something with the user that an operator names, and records it.
 * @param action the operation of the route that does the same
 */
export async function onUser<T>(
  app: INestApplicationContext,
  { action, query }: { action: string; query: string },
  work: Work<T>,
): Promise<T> {
  return app.get(CommandAuditService).record({ action, target: query }, async (count) => {
    const user = await userOf(app, query);
    return work({ users: app.get(AdminUserService), user, count });
  });
}
