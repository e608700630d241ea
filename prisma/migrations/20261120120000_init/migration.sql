-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "otp_purpose" AS ENUM ('login', 'registration', 'phone_verification', 'email_verification', 'password_reset');

-- CreateEnum
CREATE TYPE "otp_status" AS ENUM ('active', 'used', 'superseded');

-- CreateEnum
CREATE TYPE "channel" AS ENUM ('sms', 'call', 'email');

-- CreateEnum
CREATE TYPE "message_kind" AS ENUM ('otp', 'simple');

-- CreateEnum
CREATE TYPE "message_status" AS ENUM ('queued', 'sending', 'accepted', 'delivered', 'undelivered', 'failed', 'expired', 'cancelled');

-- CreateEnum
CREATE TYPE "attempt_outcome" AS ENUM ('started', 'accepted', 'transient', 'rejected', 'provider_down', 'misconfigured', 'unknown');

-- CreateTable
CREATE TABLE "otp_tokens" (
    "id" UUID NOT NULL,
    "purpose" "otp_purpose" NOT NULL,
    "channel" "channel" NOT NULL,
    "recipient" TEXT NOT NULL,
    "status" "otp_status" NOT NULL DEFAULT 'active',
    "code_digest" TEXT NOT NULL,
    "pepper_id" TEXT NOT NULL,
    "debug_code" TEXT,
    "is_test_number" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL,
    "send_count" INTEGER NOT NULL DEFAULT 1,
    "locale" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "resend_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "otp_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" UUID NOT NULL,
    "local_id" BIGSERIAL NOT NULL,
    "channel" "channel" NOT NULL,
    "kind" "message_kind" NOT NULL,
    "recipient" TEXT NOT NULL,
    "status" "message_status" NOT NULL DEFAULT 'queued',
    "payload" BYTEA,
    "otp_token_id" UUID,
    "provider" TEXT,
    "provider_message_id" TEXT,
    "last_error" TEXT,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_attempts" (
    "id" BIGSERIAL NOT NULL,
    "message_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "outcome" "attempt_outcome" NOT NULL DEFAULT 'started',
    "raw_code" INTEGER,
    "meaning" TEXT,
    "latency_ms" INTEGER,
    "cost" DECIMAL(12,4),
    "provider_message_id" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "phone" TEXT,
    "phone_verified_at" TIMESTAMPTZ(3),
    "email" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_login_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "digest" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "successor" TEXT,

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "otp_tokens_recipient_purpose_created_at_idx" ON "otp_tokens"("recipient", "purpose", "created_at" DESC);

-- CreateIndex
CREATE INDEX "otp_tokens_created_at_idx" ON "otp_tokens"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "messages_local_id_key" ON "messages"("local_id");

-- CreateIndex
CREATE INDEX "messages_otp_token_id_idx" ON "messages"("otp_token_id");

-- CreateIndex
CREATE INDEX "messages_recipient_created_at_idx" ON "messages"("recipient", "created_at" DESC);

-- CreateIndex
CREATE INDEX "messages_created_at_idx" ON "messages"("created_at");

-- CreateIndex
CREATE INDEX "message_attempts_message_id_started_at_idx" ON "message_attempts"("message_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "users_phone_key" ON "users"("phone");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_otp_token_id_fkey" FOREIGN KEY ("otp_token_id") REFERENCES "otp_tokens"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_attempts" ADD CONSTRAINT "message_attempts_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the Prisma schema cannot say

-- At most one live code per recipient and purpose, whatever races.
CREATE UNIQUE INDEX "otp_tokens_one_active" ON "otp_tokens"("recipient", "purpose") WHERE "status" = 'active';

-- For the sweeper: small, however many messages have ended.
CREATE INDEX "messages_unfinished" ON "messages"("created_at") WHERE "status" IN ('queued', 'sending');

-- Kavenegar never sends the same localid twice and keeps it for good, so two databases on one account (a rebuilt one,
-- a second environment) must not count from the same start: this one starts at its own time of birth, in microseconds.
SELECT setval('messages_local_id_seq', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);

-- The comments of schema.prisma, for whoever looks at the tables with another tool than Prisma.
COMMENT ON TABLE "otp_tokens" IS 'One code that was asked for. `id` is the `challenge_id` the client holds. A code is live while `status` is active, `expires_at` is ahead and `attempts` is below `max_attempts`.';
COMMENT ON COLUMN "otp_tokens"."recipient" IS 'E.164 number, or normalised e-mail address';
COMMENT ON COLUMN "otp_tokens"."code_digest" IS 'HMAC-SHA-256 of the code, bound to this row, worthless without OTP_PEPPERS';
COMMENT ON COLUMN "otp_tokens"."pepper_id" IS 'Which pepper of OTP_PEPPERS made the digest';
COMMENT ON COLUMN "otp_tokens"."debug_code" IS 'The code itself, in simulation outside production only';
COMMENT ON COLUMN "otp_tokens"."is_test_number" IS 'A fixed code of OTP_TEST_NUMBERS: nothing was sent';
COMMENT ON COLUMN "otp_tokens"."attempts" IS 'Codes compared with this one, those carried over from the codes it replaced included';
COMMENT ON COLUMN "otp_tokens"."send_count" IS '1 for the first code, 2 for its first resend';
COMMENT ON COLUMN "otp_tokens"."resend_at" IS 'From when a client should offer to send again';
COMMENT ON COLUMN "otp_tokens"."ended_at" IS 'When it was used or replaced';
COMMENT ON TABLE "messages" IS 'One SMS or e-mail to one recipient. The row is the outbox: it is written before the queue hears of it.';
COMMENT ON COLUMN "messages"."local_id" IS 'Numeric id that Kavenegar takes as `localid`, so that a repeated send is not sent twice';
COMMENT ON COLUMN "messages"."recipient" IS 'E.164 number, or normalised e-mail address';
COMMENT ON COLUMN "messages"."payload" IS 'What is to be sent, encrypted with AES-256-GCM under DATA_KEYS, wiped at the end state';
COMMENT ON COLUMN "messages"."provider" IS 'Provider that accepted it, or the last one that refused';
COMMENT ON COLUMN "messages"."last_error" IS 'Last error, as an administrator may read it';
COMMENT ON COLUMN "messages"."attempt_count" IS 'Runs by a worker so far';
COMMENT ON COLUMN "messages"."expires_at" IS 'Never sent after this moment';
COMMENT ON TABLE "message_attempts" IS 'One call to a provider.';
COMMENT ON COLUMN "message_attempts"."way" IS 'How the provider was asked: lookup or plain';
COMMENT ON COLUMN "message_attempts"."raw_code" IS 'The provider''s own status code';
COMMENT ON COLUMN "message_attempts"."meaning" IS 'What that code means, in a sentence';
COMMENT ON COLUMN "message_attempts"."cost" IS 'In the provider''s currency unit (rial for Kavenegar)';
COMMENT ON TABLE "users" IS 'Someone who proved a phone number or an address.';
COMMENT ON TABLE "sessions" IS 'One signed-in device.';
COMMENT ON COLUMN "sessions"."revoked_reason" IS 'logout, reuse';
COMMENT ON TABLE "refresh_tokens" IS 'One refresh token of a session. Only its SHA-256 is kept.';
COMMENT ON COLUMN "refresh_tokens"."successor" IS 'Digest of the token that replaced it';
COMMENT ON TABLE "rate_limits" IS 'What the per-IP and per-phone limits have counted, when they are kept in PostgreSQL. Keys are keyed hashes.';
COMMENT ON COLUMN "rate_limits"."expire" IS 'Unix time in milliseconds at which the window ends';
