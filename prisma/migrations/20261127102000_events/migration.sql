-- Events of every feature. They are only inserted, and deleted when their retention period is over.
CREATE TABLE "events" (
    "seq" BIGSERIAL NOT NULL,
    "tx" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "type" TEXT NOT NULL,
    "subject" TEXT,
    "recipient" TEXT,
    "data" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("seq")
);

CREATE INDEX "events_tx_seq_idx" ON "events"("tx", "seq");

CREATE INDEX "events_subject_tx_seq_idx" ON "events"("subject", "tx", "seq");

-- How far the events have been handed to each receiver.
CREATE TABLE "event_cursors" (
    "receiver" TEXT NOT NULL,
    "tx" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "event_cursors_pkey" PRIMARY KEY ("receiver")
);

-- Events that a receiver has not got yet, and those that it never got.
CREATE TABLE "event_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "event_seq" BIGINT NOT NULL,
    "receiver" TEXT NOT NULL,
    "subject" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "given_up_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "event_deliveries_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "event_deliveries_event_seq_receiver_key" ON "event_deliveries"("event_seq", "receiver");

CREATE INDEX "event_deliveries_receiver_due_at_idx" ON "event_deliveries"("receiver", "due_at");

CREATE INDEX "event_deliveries_receiver_subject_id_idx" ON "event_deliveries"("receiver", "subject", "id");

ALTER TABLE "event_deliveries" ADD CONSTRAINT "event_deliveries_event_seq_fkey" FOREIGN KEY ("event_seq") REFERENCES "events"("seq") ON DELETE CASCADE ON UPDATE CASCADE;

-- Open alerts.
CREATE TABLE "alerts" (
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("name")
);

-- Triggers write the events of rows, so that each is in the transaction of its change, whatever statement makes it.
-- Prisma splits a migration into statements at each semicolon, so function bodies contain them as \x3B.
CREATE FUNCTION write_otp_token_event() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO events (type, subject, recipient, data, occurred_at)
  VALUES (TG_ARGV[0], NEW.id::text, NEW.recipient,
    jsonb_strip_nulls(jsonb_build_object(
      ''challenge_id'', NEW.id, ''purpose'', NEW.purpose, ''channel'', NEW.channel, ''locale'', NEW.locale,
      ''send_count'', NEW.send_count, ''attempts'', NEW.attempts, ''is_test_number'', NEW.is_test_number,
      ''user_id'', NEW.user_id)),
    coalesce(NEW.ended_at, NEW.created_at))\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER otp_requested AFTER INSERT ON "otp_tokens"
  FOR EACH ROW EXECUTE FUNCTION write_otp_token_event('otp.requested');

CREATE TRIGGER otp_verified AFTER UPDATE OF "status" ON "otp_tokens"
  FOR EACH ROW WHEN (NEW.status = 'used' AND OLD.status <> 'used')
  EXECUTE FUNCTION write_otp_token_event('otp.verified');

CREATE FUNCTION write_message_event() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO events (type, subject, recipient, data, occurred_at)
  VALUES (
    CASE WHEN NEW.status IN (''accepted'', ''delivered'') THEN ''message.'' || NEW.status::text ELSE ''message.failed'' END,
    coalesce(NEW.otp_token_id, NEW.id)::text, NEW.recipient,
    jsonb_strip_nulls(jsonb_build_object(
      ''message_id'', NEW.id, ''challenge_id'', NEW.otp_token_id, ''batch_id'', NEW.batch_id, ''kind'', NEW.kind,
      ''channel'', NEW.channel, ''status'', NEW.status, ''provider'', NEW.provider, ''method'', NEW.method,
      ''recipient_at_fault'', NEW.recipient_at_fault)),
    NEW.updated_at)\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER message_status AFTER UPDATE OF "status" ON "messages"
  FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status AND NEW.status NOT IN ('queued', 'sending'))
  EXECUTE FUNCTION write_message_event();

CREATE FUNCTION write_user_event() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO events (type, subject, recipient, data, occurred_at)
  VALUES (''user.created'', NEW.id::text, coalesce(NEW.phone, NEW.email),
    jsonb_build_object(''user_id'', NEW.id), NEW.created_at)\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER user_created AFTER INSERT ON "users" FOR EACH ROW EXECUTE FUNCTION write_user_event();

CREATE FUNCTION write_contact_event() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO events (type, subject, recipient, data)
  VALUES (''contact.changed'', NEW.id::text, CASE TG_ARGV[0] WHEN ''phone'' THEN NEW.phone ELSE NEW.email END,
    jsonb_build_object(
      ''user_id'', NEW.id, ''kind'', TG_ARGV[0],
      ''verified'', CASE TG_ARGV[0] WHEN ''phone'' THEN NEW.phone_verified_at ELSE NEW.email_verified_at END IS NOT NULL))\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER phone_changed AFTER UPDATE OF "phone", "phone_verified_at" ON "users"
  FOR EACH ROW WHEN (NEW.phone IS DISTINCT FROM OLD.phone
    OR (NEW.phone_verified_at IS NULL) <> (OLD.phone_verified_at IS NULL))
  EXECUTE FUNCTION write_contact_event('phone');

CREATE TRIGGER email_changed AFTER UPDATE OF "email", "email_verified_at" ON "users"
  FOR EACH ROW WHEN (NEW.email IS DISTINCT FROM OLD.email
    OR (NEW.email_verified_at IS NULL) <> (OLD.email_verified_at IS NULL))
  EXECUTE FUNCTION write_contact_event('email');

CREATE FUNCTION write_session_event() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO events (type, subject, data, occurred_at)
  VALUES (TG_ARGV[0], NEW.user_id::text,
    jsonb_strip_nulls(jsonb_build_object(''session_id'', NEW.id, ''user_id'', NEW.user_id, ''reason'', NEW.revoked_reason)),
    coalesce(NEW.revoked_at, NEW.created_at))\x3B
  RETURN NULL\x3B
END';

CREATE TRIGGER session_started AFTER INSERT ON "sessions"
  FOR EACH ROW EXECUTE FUNCTION write_session_event('session.started');

-- Triggers of a row run in the order of their names: the reuse first, then the end that it caused.
CREATE TRIGGER session_1_reuse AFTER UPDATE OF "revoked_at" ON "sessions"
  FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND NEW.revoked_reason = 'reuse')
  EXECUTE FUNCTION write_session_event('session.reuse_detected');

CREATE TRIGGER session_2_ended AFTER UPDATE OF "revoked_at" ON "sessions"
  FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
  EXECUTE FUNCTION write_session_event('session.ended');
