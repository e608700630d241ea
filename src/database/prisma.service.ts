import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';

@Injectable()
export class PrismaService extends PrismaClient {
  constructor(pool: pg.Pool) {
    super({
      adapter: new PrismaPg(pool, isBehindPgBouncer(pool) ? {} : { statementNameGenerator: ({ sql }) => nameOf(sql) }),
    });
  }
}

/** `?pgbouncer=true`, as everywhere with Prisma: a pooler of transactions may not know a connection's named statements. */
function isBehindPgBouncer(pool: pg.Pool): boolean {
  const url = pool.options.connectionString ?? '';
  return URL.canParse(url) && new URL(url).searchParams.get('pgbouncer') === 'true';
}

/** Past this many different statements (IN lists of every length, say) the rest go unprepared. */
const MAX_STATEMENTS = 500;
const names = new Map<string, string>();

// A named statement is parsed and planned once per connection.
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    if (names.size >= MAX_STATEMENTS) return '';
    name = createHash('sha256').update(sql).digest('base64url').slice(0, 22);
    names.set(sql, name);
  }
  return name;
}
