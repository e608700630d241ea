import { ADMIN_API_KEYS, adminOf } from './admin.js';
import { askForCode } from './clients.js';
import { eventually } from './eventually.js';
import { withRamz, type RamzSetup } from './with-ramz.js';

const ROUTES = 'IR=twilio,kavenegar;TR=twilio,kavenegar';
export interface MessageRow {
  status: string;
  provider: string | null;
  method: string | null;
  provider_message_id: string | null;
  last_error: string | null;
  attempt_count: number;
  /** Whether its text is gone. */
  wiped: boolean;
}

export interface Asked {
  phone: string;
  messageId: string;
}

let lastTurkish = 0;

/** A Turkish mobile number, which Twilio and Kavenegar both reach. */
export function newTurkishNumber(): string {
  lastTurkish += 1;
  return `+90532${String(lastTurkish).padStart(7, '0')}`;
}

/** A whole service in front of both providers; its first process does everything. */
export class ProvidersBench {
  constructor(readonly ramz: RamzSetup) {}

  static with(variables: Record<string, string> = {}, roles?: string[]): ProvidersBench {
    const settings = {
      OTP_CHANNELS: 'sms,call',
      SMS_ROUTES: ROUTES,
      SMS_ALLOWED_COUNTRIES: '*',
      SMS_BACKOFF_MS: '20',
      OTP_EXPIRATION_MINUTES: '1',
      ADMIN_API_KEYS,
      ...variables,
    };
    return new ProvidersBench(withRamz(settings, { roles, providers: ['kavenegar', 'twilio'] }));
  }

  get url() {
    return this.ramz.url;
  }

  get database() {
    return this.ramz.database;
  }

  get kavenegar() {
    return this.ramz.kavenegar;
  }

  get twilio() {
    return this.ramz.twilio;
  }

  async ask(phone: string, members: Record<string, unknown> = {}): Promise<Asked> {
    const { body } = await askForCode(this.url, phone, members).expect(200);
    const { rows } = await this.database.query<{ id: string }>('SELECT id FROM messages WHERE otp_token_id = $1', [
      body.challenge_id,
    ]);
    return { phone, messageId: rows[0]!.id };
  }

  /** Sends a text that is no code, as an administrator does. */
  async sendText(phone: string): Promise<Asked> {
    const text = { receptor: phone, message: 'Your order has been sent.', wait: false };
    const { body } = await adminOf(this.url).send(text).expect(202);
    return { phone, messageId: (body as { message_ids: [string] }).message_ids[0] };
  }

  async message({ messageId }: Asked): Promise<MessageRow> {
    const { rows } = await this.database.query<MessageRow>(
      `SELECT status, provider, method, provider_message_id, last_error, attempt_count, payload IS NULL AS wiped
       FROM messages WHERE id = $1`,
      [messageId],
    );
    return rows[0]!;
  }

  async ended(asked: Asked, status: string): Promise<MessageRow> {
    return eventually(async () => {
      const row = await this.message(asked);
      expect(row).toMatchObject({ status, wiped: true });
      return row;
    });
  }

  /** Each call for the message, such as `twilio plain accepted`. */
  async calls({ messageId }: Asked): Promise<string[]> {
    const { rows } = await this.database.query<{ call: string }>(
      `SELECT provider || ' ' || method || ' ' || outcome AS call FROM message_attempts WHERE message_id = $1 ORDER BY id`,
      [messageId],
    );
    return rows.map(({ call }) => call);
  }

  async breakers(): Promise<{ name: string; cause: string; pause_s: number }[]> {
    const { rows } = await this.database.query(
      'SELECT name, cause, extract(epoch FROM retry_at - now())::float8 AS pause_s FROM breakers ORDER BY name',
    );
    return rows as { name: string; cause: string; pause_s: number }[];
  }

  /** Ends all pauses, so that the next message probes. */
  async endPauses(): Promise<void> {
    await this.database.query("UPDATE breakers SET retry_at = now() - interval '1 second'");
  }

  /** Makes all pauses long, so that a test can look at them. */
  async lengthenPauses(): Promise<void> {
    await this.database.query("UPDATE breakers SET paused_at = now(), retry_at = now() + interval '1 minute'");
  }

  /** Closes the breakers that another test opened, and waits until the workers know. */
  async closeBreakers(): Promise<void> {
    const { rowCount } = await this.database.query('DELETE FROM breakers');
    if (rowCount === 0) return;
    await eventually(async () => {
      const asked = await this.ask(newTurkishNumber());
      await this.ended(asked, 'accepted');
      expect(await this.calls(asked)).toEqual(['twilio plain accepted']);
    });
  }

  /** How many messages reached a phone, by whomever. */
  delivered({ phone }: Asked): number {
    return this.kavenegar.messagesFor(phone).length + this.twilio.messagesFor(phone).length;
  }
}
