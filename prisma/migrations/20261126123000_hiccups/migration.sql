-- Circuit breakers are kept by provider, method, channel and country. Rows of a method alone would never close again.
DELETE FROM "breakers" WHERE "name" LIKE '%/%';
ALTER TABLE "breakers" ADD COLUMN "paused_at" TIMESTAMPTZ(3),
ADD COLUMN "probes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "successes" INTEGER NOT NULL DEFAULT 0;

-- What the user is told of a code that was not delivered depends on whether the number is at fault.
ALTER TABLE "messages" ADD COLUMN "recipient_at_fault" BOOLEAN NOT NULL DEFAULT false;

-- A delivery report may arrive before the acceptance of its message is committed.
CREATE TABLE "early_reports" (
    "provider" TEXT NOT NULL,
    "provider_message_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "meaning" TEXT,
    "recipient_at_fault" BOOLEAN NOT NULL DEFAULT false,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "early_reports_pkey" PRIMARY KEY ("provider", "provider_message_id")
);

-- For the bound of each provider and for the clean-up, which both delete the oldest.
CREATE INDEX "early_reports_provider_received_at_idx" ON "early_reports"("provider", "received_at");

COMMENT ON COLUMN "breakers"."name" IS 'A provider, such as kavenegar, or a method for one channel and country, such as kavenegar/lookup/sms/IR';
COMMENT ON COLUMN "breakers"."paused_at" IS 'When the current pause began';
COMMENT ON COLUMN "breakers"."retry_at" IS 'When the pause ends: a few messages may probe';
COMMENT ON COLUMN "breakers"."probes" IS 'How many messages probe at the moment';
COMMENT ON COLUMN "breakers"."successes" IS 'How many probes have succeeded since the pause';
COMMENT ON COLUMN "messages"."recipient_at_fault" IS 'Whether the number or address is the reason that it was not delivered';
COMMENT ON TABLE "early_reports" IS 'Delivery reports on messages whose id is not known yet. They are applied once it is.';
