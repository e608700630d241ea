-- CreateEnum
CREATE TYPE "user_role" AS ENUM ('user', 'admin');

-- AlterTable
ALTER TABLE "otp_tokens" ADD COLUMN     "asker" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "consumed_at" TIMESTAMPTZ(3),
ADD COLUMN     "user_id" UUID;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "pending_email" TEXT,
ADD COLUMN     "pending_phone" TEXT,
ADD COLUMN     "role" "user_role" NOT NULL DEFAULT 'user';

-- CreateTable
CREATE TABLE "admin_api_keys" (
    "digest" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "admin_api_keys_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "admin_actions" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "admin" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "status" INTEGER,
    "request_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,

    CONSTRAINT "admin_actions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "admin_actions_at_idx" ON "admin_actions"("at");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- For the clean-up: few sessions are ended by hand.
CREATE INDEX "sessions_revoked" ON "sessions"("revoked_at") WHERE "revoked_at" IS NOT NULL;

-- For the clean-up: few users have begun to change a number or an address.
CREATE INDEX "users_pending" ON "users"("id") WHERE "pending_phone" IS NOT NULL OR "pending_email" IS NOT NULL;

-- A code of a signed-in user is replaced by that user alone.
DROP INDEX "otp_tokens_one_active";
CREATE UNIQUE INDEX "otp_tokens_one_active" ON "otp_tokens"
    ("recipient", "purpose", coalesce("user_id", '00000000-0000-0000-0000-000000000000')) WHERE "status" = 'active';

-- What Prisma Studio and psql show beside the columns.
COMMENT ON COLUMN "otp_tokens"."user_id" IS 'The signed-in user who asked, to have a number or an address of theirs verified';
COMMENT ON COLUMN "otp_tokens"."asker" IS 'Keyed hash of the signed-in user or client address that asked: whose wrong codes are counted together';
COMMENT ON COLUMN "otp_tokens"."consumed_at" IS 'When the verification token that it earned was consumed';
COMMENT ON COLUMN "users"."pending_phone" IS 'A number the user wants to change to, until its code is entered';
COMMENT ON COLUMN "users"."pending_email" IS 'An address the user wants to change to, until its code is entered';
COMMENT ON COLUMN "sessions"."revoked_reason" IS 'logout, reuse, ended_by_user';
COMMENT ON TABLE "admin_api_keys" IS 'An admin API key that was made, or revoked, by the command line. Keys of ADMIN_API_KEYS stand here once revoked.';
COMMENT ON COLUMN "admin_api_keys"."digest" IS 'SHA-256 of the key, hexadecimal';
COMMENT ON COLUMN "admin_api_keys"."name" IS 'Who uses it';
COMMENT ON TABLE "admin_actions" IS 'One request of an administrator.';
COMMENT ON COLUMN "admin_actions"."admin" IS 'Name of the API key, or user and the id of the user';
COMMENT ON COLUMN "admin_actions"."action" IS 'Name of the operation, as in the description of the API';
COMMENT ON COLUMN "admin_actions"."target" IS 'What it was done to, such as the id of a message, numbers masked';
COMMENT ON COLUMN "admin_actions"."status" IS 'HTTP status of the answer, empty when the process ended before it';
COMMENT ON COLUMN "admin_actions"."address" IS 'Of the client';
