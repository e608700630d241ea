-- Figures of codes and of costs are by country, which SQL cannot read from a number.
ALTER TABLE "messages" ADD COLUMN "country" TEXT,
ADD COLUMN "traceparent" TEXT;

-- The request that enters a code continues the trace of the request that asked for it.
ALTER TABLE "otp_tokens" ADD COLUMN "traceparent" TEXT;

-- One worker checks the accounts, and every process exports their credit.
CREATE TABLE "provider_credits" (
    "provider" TEXT NOT NULL,
    "credit" DECIMAL(20,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_credits_pkey" PRIMARY KEY ("provider")
);

COMMENT ON COLUMN "messages"."country" IS 'ISO country of the number, null for addresses';
COMMENT ON COLUMN "messages"."traceparent" IS 'W3C trace context of the request that queued the message, null without tracing';
COMMENT ON COLUMN "otp_tokens"."traceparent" IS 'W3C trace context of the request for the code, null without tracing';
COMMENT ON TABLE "provider_credits" IS 'The credit of each provider account when it was last checked';
