-- The indexes are made first, because requests can read while they are made.

-- Most messages are of no bulk send.
CREATE INDEX "messages_of_batch" ON "messages"("batch_id") WHERE "batch_id" IS NOT NULL;
-- A message has no id of its provider until it is accepted.
CREATE INDEX "messages_of_provider" ON "messages"("provider", "provider_message_id") WHERE "provider_message_id" IS NOT NULL;
-- The calls for a message are read in the order of their ids.
CREATE INDEX "message_attempts_message_id_idx" ON "message_attempts"("message_id");
CREATE INDEX "fraud_buckets_of_destinations" ON "fraud_buckets"("key") WHERE "key" LIKE 'country:%' OR "key" LIKE 'prefix_4:%';

DROP INDEX "messages_batch_id_idx";
DROP INDEX "messages_provider_provider_message_id_idx";
DROP INDEX "message_attempts_message_id_started_at_idx";
-- The time of a bucket changes with each count. Without an index on it, a count writes no index.
DROP INDEX "fraud_buckets_at_idx";
-- No query looks for a message by its local_id, which is unique because it comes from a sequence.
DROP INDEX "messages_local_id_key";
