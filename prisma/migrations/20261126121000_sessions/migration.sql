-- When the user of a session last entered a code. A session that was opened before counts from its sign-in.
ALTER TABLE "sessions" ADD COLUMN "auth_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "sessions" SET "auth_time" = "created_at";

-- A client that lost the answer to a refresh gets it again.
ALTER TABLE "refresh_tokens" ADD COLUMN "successor_sealed" BYTEA;

-- For the refresh that erases the copy, and for the clean-up: few rows have one.
CREATE INDEX "refresh_tokens_sealed" ON "refresh_tokens"("session_id") WHERE "successor_sealed" IS NOT NULL;

-- The last use of an account outlives its sessions, which the clean-up deletes.
ALTER TABLE "users" ADD COLUMN "last_active_at" TIMESTAMPTZ(3);
UPDATE "users" SET "last_active_at" = s."last_used_at"
FROM (SELECT "user_id", max("last_used_at") AS "last_used_at" FROM "sessions" GROUP BY "user_id") s
WHERE s."user_id" = "users"."id";

COMMENT ON COLUMN "sessions"."auth_time" IS 'When the user last entered a code in this session';
COMMENT ON COLUMN "sessions"."revoked_reason" IS 'logout, reuse, ended_by_user, contact_changed, number_returned';
COMMENT ON COLUMN "refresh_tokens"."successor_sealed" IS 'The successor, encrypted under this token, until it is used';
COMMENT ON COLUMN "users"."last_active_at" IS 'When a session of the user was last refreshed, to the hour';
