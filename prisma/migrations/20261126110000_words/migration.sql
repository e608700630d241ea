-- How a provider is asked is a method, and who asked for a code a requester: one word for each thing.
ALTER TABLE "messages" RENAME COLUMN "way" TO "method";
ALTER TABLE "message_attempts" RENAME COLUMN "way" TO "method";
ALTER TABLE "otp_tokens" RENAME COLUMN "asker" TO "requester_key";
