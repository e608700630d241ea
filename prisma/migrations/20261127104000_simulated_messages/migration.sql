-- Messages that the simulation sent to nobody. Empty in production.
CREATE TABLE "simulated_messages" (
    "id" BIGSERIAL NOT NULL,
    "channel" "channel" NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT,
    "text" TEXT NOT NULL,
    "code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "simulated_messages_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "simulated_messages_recipient_id_idx" ON "simulated_messages"("recipient", "id" DESC);

CREATE INDEX "simulated_messages_created_at_idx" ON "simulated_messages"("created_at");
