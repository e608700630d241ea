-- Counters of addresses and of sends. They may start from zero after a crash, so that a count is not written to the log.
CREATE UNLOGGED TABLE "request_limits" (
  "key" VARCHAR(255) NOT NULL,
  "points" INTEGER NOT NULL DEFAULT 0,
  "expire" BIGINT,
  CONSTRAINT "request_limits_pkey" PRIMARY KEY ("key")
);

-- The running windows go on. The rows of before stay for processes of the release before, until their windows end.
INSERT INTO "request_limits" ("key", "points", "expire")
SELECT "key", "points", "expire" FROM "rate_limits"
WHERE "expire" IS NOT NULL
  AND split_part("key", ':', 1) NOT IN ('wrong_codes_hour', 'wrong_codes_in_a_row', 'codes_given_back', 'verify_own_challenge');

CREATE INDEX "request_limits_expire_idx" ON "request_limits"("expire");
