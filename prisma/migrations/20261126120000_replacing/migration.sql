-- A newer code ends the older one when a provider has taken it, or may have. Until then the older one is "replacing".
ALTER TYPE "otp_status" ADD VALUE 'replacing';

-- "attempts_at_issue" of older rows is 0, so the count of a code with attempts taken over from another one stays.
ALTER TABLE "otp_tokens" ADD COLUMN     "attempts_at_issue" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "taken_at" TIMESTAMPTZ(3);

-- At most one code that is being replaced. The other statuses are named, because a new value of a type cannot be used in
-- the transaction that adds it.
CREATE UNIQUE INDEX "otp_tokens_one_replacing" ON "otp_tokens"
    ("recipient", "purpose", coalesce("user_id", '00000000-0000-0000-0000-000000000000'))
    WHERE "status" <> 'active' AND "status" <> 'used' AND "status" <> 'superseded';

COMMENT ON COLUMN "otp_tokens"."attempts" IS 'Guesses so far, including those at the codes that this one replaced';
COMMENT ON COLUMN "otp_tokens"."attempts_at_issue" IS 'Those of them that it took over when it was issued';
COMMENT ON COLUMN "otp_tokens"."taken_at" IS 'When a provider took its message or may have, or when it was issued if nothing is sent';
