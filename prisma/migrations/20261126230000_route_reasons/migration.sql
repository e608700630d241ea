-- Why the providers of a message were tried in the order they were, where the order is by conversion.
ALTER TABLE "messages" ADD COLUMN "route_reason" TEXT;
