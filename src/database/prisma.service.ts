import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';

@Injectable()
export class PrismaService extends PrismaClient {
  constructor(pool: pg.Pool) {
    super({
      adapter: new PrismaPg(pool, isBehindPooler(pool) ? {} : { statementNameGenerator: ({ sql }) => nameOf(sql) }),
    });
  }
}

/** `?pgbouncer=true` in the address, as Prisma documents it: a transaction pooler may not support named statements. */
export function isBehindPooler(pool: pg.Pool): boolean {
  const url = pool.options.connectionString ?? '';
  return URL.canParse(url) && new URL(url).searchParams.get('pgbouncer') === 'true';
}

/** Further statements are not prepared: IN lists of every length could make any number of them. */
const MAX_STATEMENTS = 500;
const names = new Map<string, string>();

/** PostgreSQL parses and plans a named statement once per connection. An empty name: not prepared. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    if (names.size >= MAX_STATEMENTS) return '';
    name = createHash('sha256').update(sql).digest('base64url').slice(0, 22);
    names.set(sql, name);
  }
  return name;
}
