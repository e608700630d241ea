import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { MessageRepository, type NewMessage } from '../../src/messaging/index.js';
import { newPhoneNumber } from '../support/clients.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';

const NOW = new Date('2026-11-20T12:00:00Z');
/** More than several statements take. */
const MANY = 1100;

describe('the messages of a bulk send', () => {
  let database: TestDatabase;
  let pool: Pool;
  let messages: MessageRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    messages = new MessageRepository(new PrismaService(pool));
  });
  afterEach(() => pool.query('TRUNCATE messages CASCADE'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const batchId = randomUUID();
  const newMessages = () =>
    Array.from({ length: MANY }, (): NewMessage => ({
      id: randomUUID(),
      kind: 'bulk',
      channel: 'sms',
      recipient: newPhoneNumber().e164,
      payload: Buffer.from('sealed'),
      batchId,
      segments: 1,
      expiresAt: new Date(NOW.getTime() + 60_000),
    }));
  const stored = async () => {
    const { rows } = await pool.query<{ id: string; recipient: string }>('SELECT id, recipient FROM messages');
    return new Map(rows.map(({ id, recipient }) => [id, recipient]));
  };

  it('are all stored, each with its own recipient', async () => {
    const all = newMessages();
    await messages.create(all, NOW);
    expect(await stored()).toEqual(new Map(all.map(({ id, recipient }) => [id, recipient])));
  });

  it('are not stored at all if the last one cannot be stored', async () => {
    const all = newMessages();
    all.at(-1)!.id = all[0]!.id;
    await expect(messages.create(all, NOW)).rejects.toThrow();
    expect(await stored()).toEqual(new Map());
  });
});
