-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "message_kind" ADD VALUE 'template';
ALTER TYPE "message_kind" ADD VALUE 'bulk';

-- AlterTable
ALTER TABLE "otp_tokens" ADD COLUMN     "managed_by" TEXT;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "accepted_at" TIMESTAMPTZ(3),
ADD COLUMN     "batch_id" UUID,
ADD COLUMN     "cost" DECIMAL(12,4),
ADD COLUMN     "currency" TEXT,
ADD COLUMN     "polled_at" TIMESTAMPTZ(3),
ADD COLUMN     "reported_at" TIMESTAMPTZ(3),
ADD COLUMN     "requested_by" TEXT,
ADD COLUMN     "segments" INTEGER,
ADD COLUMN     "sender" TEXT,
ADD COLUMN     "way" TEXT;

-- AlterTable
ALTER TABLE "message_attempts" ADD COLUMN     "segments" INTEGER;

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "id" TEXT NOT NULL,
    "request_digest" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "breakers" (
    "name" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "retry_at" TIMESTAMPTZ(3) NOT NULL,
    "probing_until" TIMESTAMPTZ(3),

    CONSTRAINT "breakers_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys"("expires_at");

-- CreateIndex
CREATE INDEX "messages_provider_provider_message_id_idx" ON "messages"("provider", "provider_message_id");

-- CreateIndex
CREATE INDEX "messages_batch_id_idx" ON "messages"("batch_id");

-- For the poller: what was taken and not yet reported on.
CREATE INDEX "messages_awaiting_report" ON "messages"("accepted_at") WHERE "status" = 'accepted';

COMMENT ON COLUMN "otp_tokens"."managed_by" IS 'Provider that makes and checks the code itself, empty for codes of ours';
COMMENT ON TABLE "idempotency_keys" IS 'An answer kept for a repeated request with the same Idempotency-Key.';
COMMENT ON TABLE "breakers" IS 'A provider, or one way of it, that rests: it failed too often, refused the account, or asked for a pause.';
COMMENT ON COLUMN "breakers"."name" IS 'Such as kavenegar or kavenegar/lookup';
COMMENT ON COLUMN "breakers"."cause" IS 'failing, account, throttled';
COMMENT ON COLUMN "breakers"."retry_at" IS 'From when one message may try it';
COMMENT ON COLUMN "messages"."way" IS 'How it left: lookup, plain, default_line, verify';
COMMENT ON COLUMN "messages"."batch_id" IS 'Messages of one bulk send share it';
COMMENT ON COLUMN "messages"."requested_by" IS 'Name of the admin key that asked for it';
COMMENT ON COLUMN "messages"."accepted_at" IS 'When the provider took it';
COMMENT ON COLUMN "messages"."reported_at" IS 'When a delivery report gave its final state';
