-- Versions of what every process keeps in memory. A process that finds another version reads the rows again.
CREATE TABLE "fraud_versions" (
    "name" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "fraud_versions_pkey" PRIMARY KEY ("name")
);

INSERT INTO "fraud_versions" ("name") VALUES ('lists'), ('policy') ON CONFLICT DO NOTHING;

-- What is always let through, and what is never sent to.
CREATE TABLE "fraud_list_entries" (
    "list" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fraud_list_entries_pkey" PRIMARY KEY ("list", "entry")
);

-- Every policy that was in force. The newest one is.
CREATE TABLE "fraud_policies" (
    "version" BIGINT NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fraud_policies_pkey" PRIMARY KEY ("version")
);

-- Buckets change with every request and are worth nothing after a day, so their changes are not written to the log.
CREATE UNLOGGED TABLE "fraud_buckets" (
    "key" TEXT NOT NULL,
    "hour_level" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "day_level" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "verified_hour" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "verified_day" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "verified_fortnight" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fraud_buckets_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "fraud_buckets_at_idx" ON "fraud_buckets"("at");

-- Requests for codes as the guard sees them: keyed hashes instead of numbers and addresses.
CREATE UNLOGGED TABLE "fraud_asks" (
    "id" UUID NOT NULL,
    "recipient_key" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "country" TEXT,
    "keys" TEXT[],
    "weights" DOUBLE PRECISION[],
    "is_counted" BOOLEAN NOT NULL DEFAULT true,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3),

    CONSTRAINT "fraud_asks_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "fraud_asks_asked_at_idx" ON "fraud_asks"("asked_at");

CREATE INDEX "fraud_asks_recipient_key_asked_at_idx" ON "fraud_asks"("recipient_key", "asked_at");

CREATE INDEX "fraud_asks_address_key_asked_at_idx" ON "fraud_asks"("address_key", "asked_at");

-- What the guard decided about requests that it did not simply let through.
CREATE TABLE "fraud_decisions" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "rule" TEXT NOT NULL,
    "figure" DOUBLE PRECISION NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "action" TEXT NOT NULL,
    "is_enforced" BOOLEAN NOT NULL,
    "outcome" TEXT NOT NULL,
    "country" TEXT,
    "recipient_key" TEXT NOT NULL,
    "masked_recipient" TEXT NOT NULL,

    CONSTRAINT "fraud_decisions_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "fraud_decisions_at_idx" ON "fraud_decisions"("at");

CREATE INDEX "fraud_decisions_recipient_key_at_idx" ON "fraud_decisions"("recipient_key", "at");

-- Challenges of the proof of work that were solved, so that each is accepted once.
CREATE TABLE "spent_challenges" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_challenges_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "spent_challenges_expires_at_idx" ON "spent_challenges"("expires_at");

-- Money by destination and window. Amounts are in millionths of the currency.
CREATE TABLE "spend_windows" (
    "destination" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "spent" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "spend_windows_pkey" PRIMARY KEY ("destination", "currency", "window", "starts_at")
);

CREATE INDEX "spend_windows_starts_at_idx" ON "spend_windows"("starts_at");

-- Money that is set aside for a code until its price is known.
CREATE TABLE "spend_reservations" (
    "otp_token_id" UUID NOT NULL,
    "destination" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spend_reservations_pkey" PRIMARY KEY ("otp_token_id", "destination")
);

CREATE INDEX "spend_reservations_reserved_at_idx" ON "spend_reservations"("reserved_at");

-- Codes by hour and destination, from which thresholds are learnt and drops are found.
CREATE TABLE "conversion_hours" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "country" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "sent" INTEGER NOT NULL,
    "verified" INTEGER NOT NULL,

    CONSTRAINT "conversion_hours_pkey" PRIMARY KEY ("hour", "country", "prefix", "provider")
);
