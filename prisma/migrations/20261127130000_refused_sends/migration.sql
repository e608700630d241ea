-- The guard also decides about sends of administrators. This column tells them from requests for codes.
ALTER TABLE "fraud_decisions" ADD COLUMN "requested_by" TEXT;
