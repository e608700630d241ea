-- Alerts are few among the events. The list of alerts reads those that were raised, the newest first.
CREATE INDEX "events_of_raised_alerts" ON "events"("occurred_at") WHERE "type" = 'alert.raised';
