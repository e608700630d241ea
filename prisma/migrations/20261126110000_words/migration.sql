-- How a provider is asked is a method, and who asked for a code a requester: one word for each thing.
ALTER TABLE "messages" RENAME COLUMN "way" TO "method";
ALTER TABLE "message_attempts" RENAME COLUMN "way" TO "method";
ALTER TABLE "otp_tokens" RENAME COLUMN "asker" TO "requester_key";

-- PostgreSQL 18 names NOT NULL constraints after their columns; older versions have no such constraints.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    ALTER TABLE "message_attempts" RENAME CONSTRAINT "message_attempts_way_not_null" TO "message_attempts_method_not_null";
    ALTER TABLE "otp_tokens" RENAME CONSTRAINT "otp_tokens_asker_not_null" TO "otp_tokens_requester_key_not_null";
  END IF;
END $$;
