-- For the status route: small, however many calls were well.
CREATE INDEX "message_attempts_failed" ON "message_attempts"("started_at") WHERE "outcome" NOT IN ('started', 'accepted');
