-- Admin keys have scopes and an expiry. Keys from before have every scope.
ALTER TABLE "admin_api_keys"
    ADD COLUMN "scopes" TEXT[] DEFAULT ARRAY['admin']::TEXT[],
    ADD COLUMN "expires_at" TIMESTAMPTZ(3);

-- When each key was last used, also those of ADMIN_API_KEYS, which have no row in admin_api_keys.
CREATE TABLE "admin_key_uses" (
    "digest" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "admin_key_uses_pkey" PRIMARY KEY ("digest")
);

-- How many rows an administrator changed or was shown.
ALTER TABLE "admin_actions" ADD COLUMN "count" INTEGER;

-- A blocked user cannot sign in.
ALTER TABLE "users" ADD COLUMN "blocked_at" TIMESTAMPTZ(3);
