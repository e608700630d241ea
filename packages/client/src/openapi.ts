// Generated from openapi.json by `npm run generate -w packages/client`.

export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that the process is running */
        get: operations["checkLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that the process can serve requests: database and queue answer, and it is not shutting down */
        get: operations["checkReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a code
         * @description Send `phone_number` or `email`. The answer comes as soon as the code is stored and queued; it is delivered in the background. With `phone_number` and the channel `email`, the code goes to the address that the owner of the number has verified, or as a text if there is none; the answer does not reveal which.
         */
        post: operations["askForCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usr/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a code
         * @description Same as `POST /api/v1/auth/otp`, at the address that older clients use.
         */
        post: operations["askForCodeAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/otp/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a code
         * @description Send `code` with `challenge_id`, or with the number or address it was requested for; both have to match if both are sent. For the purposes `login` and `registration` a right code opens a session, and a new number or address becomes a user. For the others it earns a `verification_token` for your own backend. With `session: "cookie"` the tokens of the session are in cookies, and not in the body.
         */
        post: operations["verifyCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usr/otp/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a code
         * @description Same as `POST /api/v1/auth/otp/verify`, at the address that older clients use.
         */
        post: operations["verifyCodeAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/otp/{challenge_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the state of a challenge
         * @description Shows the client that requested a code how far it is, and when to offer to resend it.
         */
        get: operations["showChallenge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usr/otp/{challenge_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the state of a challenge
         * @description Same as `GET /api/v1/auth/otp/{challenge_id}`, at the address that older clients use.
         */
        get: operations["showChallengeAlias"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what a client may offer
         * @description Channels, countries, the length of a code, languages, the human check and kinds of sessions, for a form that asks for a number and a code. The answer is the same for everybody, and may be cached for a minute.
         */
        get: operations["getOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/human-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a human check
         * @description What a client needs in order to pass the human check before it requests a code: the provider, and either its site key or a challenge of the proof of work. A request that is answered with `captcha_required` has it as well, as hard as that request needs it.
         */
        get: operations["showHumanCheck"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verification-tokens/consume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Consume a verification token
         * @description Your own backend calls this before it acts on the proof. Only one concurrent call with the same token succeeds.
         */
        post: operations["consumeVerificationToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/token/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for new tokens
         * @description With `SESSION_COOKIES` the refresh token can come in its cookie; then the new tokens are in cookies too, and not in the body.
         */
        post: operations["refreshTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session, or every session of the user
         * @description The body is optional; `{"everywhere": true}` signs the user out on all devices. A session in cookies is ended by its refresh cookie alone, also when its access token has expired.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the devices on which the user is signed in */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign the user out on one device */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the signed-in user */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change or remove the phone number or the e-mail address
         * @description Sends a code to the new one, which is shown as `pending_…` until `verify-phone-otp` or `verify-email-otp` accepts the code. Sending the current number or address cancels a change, and `null` removes it at once, unless it is the last verified one. A change is reported to every verified number and address that the account had before, and ends the user's other sessions. It needs a sign-in, or a code to a verified number or address, of the last ten minutes.
         */
        patch: operations["changeMe"];
        trace?: never;
    };
    "/api/v1/auth/send-verification-sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to the user's phone
         * @description The code goes to the number that the user is changing to, if there is one. After ten minutes without a proof it goes to the verified number, drops the change, and is the next proof once it is entered.
         */
        post: operations["sendVerificationSms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/send-verification-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to the user's e-mail address
         * @description The code goes to the address that the user is changing to, if there is one. After ten minutes without a proof it goes to the verified address, drops the change, and is the next proof once it is entered.
         */
        post: operations["sendVerificationEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-phone-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the code that was sent to the user's phone */
        post: operations["verifyPhoneOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the code that was sent to the user's e-mail address */
        post: operations["verifyEmailOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the public keys, with which other services verify access tokens */
        get: operations["getSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a text, a template, or a text to many numbers
         * @description For one receptor the answer is the outcome at the provider, unless `wait` is false. For several it lists what will be sent. The limit `admin_send_ip` allows 20 requests in five minutes per client address; `RATE_LIMITS` changes it. A bulk send counts as one.
         */
        post: operations["sendSms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sms/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a text, a template, or a text to many numbers
         * @description Same as `POST /api/v1/sms/send`, at the address that older clients use.
         */
        post: operations["sendSmsAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages, the newest first
         * @description With full numbers and addresses, and without texts. Request the next page with `cursor` and the same filters.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message with every call to a provider */
        get: operations["findMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/messages/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a message
         * @description A queued message is not sent. A message that the provider has accepted is recalled if the provider can do that.
         */
        post: operations["cancelMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a queued message to the queue again
         * @description For a message that the queue has lost. An ended message cannot be retried, because its text is wiped.
         */
        post: operations["retryMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/rate-limits/{phone}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get every limit of a number or an e-mail address */
        get: operations["showRateLimits"];
        put?: never;
        post?: never;
        /** Clear every limit of a number or an e-mail address */
        delete: operations["clearRateLimits"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the status of sending
         * @description Providers, routes, open circuit breakers, recent errors, credit and the queue.
         */
        get: operations["showStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sms/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the accounts at the providers
         * @description Asks each provider, at most once in ten seconds. A provider that fails has an `error`.
         */
        get: operations["showAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alerts, the newest first
         * @description Alerts that are over are listed for as long as their events are kept. Request the next page with `cursor` and the same `state`.
         */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events, the oldest first
         * @description Request the next page with `next_cursor` and the same filters. To follow the events, keep `resume_cursor`: a request with it returns what was written since, and misses nothing.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find a user by id */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find a user by id, phone number or e-mail address */
        post: operations["findUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sessions of a user, the newest first */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** End every session of a user */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block a user
         * @description Every session ends, and no right code opens one, until the user is unblocked.
         */
        post: operations["blockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unblock a user
         * @description The user can sign in again. Ended sessions stay ended.
         */
        post: operations["unblockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a user
         * @description Deletes the user with sessions and codes, and replaces the recipient of messages and events by a pseudonym. The event `user.erased` tells other systems. Queued messages are cancelled.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export everything that is stored about a user */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain why a code or message arrived, or why not
         * @description For a number or an address, the newest code or message is explained.
         */
        post: operations["explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/explain/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explain why a code or message arrived, or why not, by its id */
        get: operations["explainById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count what became of the requested codes
         * @description How many were requested, accepted by a provider, delivered and entered, over time, by country and by provider. The figures of a day are at most five seconds old, those of a week one minute.
         */
        get: operations["showFunnel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fraud/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the policy of the guard against SMS pumping */
        get: operations["showFraudPolicy"];
        /**
         * Set the policy of the guard against SMS pumping
         * @description Every process follows within five seconds. Send the whole document, as `policy` of the answer has it.
         */
        put: operations["setFraudPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fraud/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the guard has decided, the newest first */
        get: operations["listFraudDecisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fraud/conversion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how many codes were entered, by day, country and provider
         * @description The last 14 days in UTC, today included. Codes are summed up every five minutes, and the answer is at most a minute old.
         */
        get: operations["showConversion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fraud/lists/{list}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the entries of the allow list or the block list */
        get: operations["showFraudList"];
        put?: never;
        /**
         * Add an entry to the allow list or the block list
         * @description Every process follows within five seconds. Of two entries the more specific one decides.
         */
        post: operations["addToFraudList"];
        /** Remove an entry from the allow list or the block list */
        delete: operations["removeFromFraudList"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hooks/{server}/entered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that the code of another auth server was entered
         * @description Then it counts as verified in conversion, funnel and limits of the number.
         */
        post: operations["recordEnteredCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hooks/{server}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code that another auth server has made
         * @description Body, signature and answer are those of the server: docs/auth-servers.md. Routes, failover and the limits of a number apply; the same code for the same number is sent once within ten minutes.
         */
        post: operations["sendCodeOfAuthServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/simulation/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what the simulation has sent, the newest first
         * @description For tests of front ends: with `to`, the answer waits up to five seconds until what is queued for that number or address has been sent, so one call after a request for a code finds the code. 404 in production, and wherever nothing is simulated.
         */
        get: operations["listSimulatedMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        LivenessDto: {
            /**
             * @example ok
             * @enum {string}
             */
            status: "ok";
        };
        ReadinessChecksDto: {
            /**
             * @example ok
             * @enum {string}
             */
            database: "ok" | "unavailable";
            /**
             * @example ok
             * @enum {string}
             */
            queue: "ok" | "unavailable";
        };
        ReadinessDto: {
            /**
             * @example ok
             * @enum {string}
             */
            status: "ok" | "unavailable";
            /** @description State of each store. */
            checks: components["schemas"]["ReadinessChecksDto"];
            /** @description What delays sends, such as a missing worker. The process can serve requests all the same. */
            problems: string[];
            /**
             * @description Present while the process is shutting down.
             * @example true
             * @enum {boolean}
             */
            shutting_down?: true;
        };
        AskForCodeDto: {
            /**
             * @description How the code is delivered: as a text, in a call, or by e-mail. The default is `sms` for a number and `email` for an address.
             * @enum {string}
             */
            channel?: "sms" | "call" | "email";
            /**
             * @description The phone number in international form, or in the national form of the default country. Digits of any script, spaces
             *     and dashes are accepted.
             * @example 09123456789
             */
            phone_number?: string;
            /**
             * @description The e-mail address, instead of a number, if codes by e-mail are enabled.
             * @example sara@example.com
             */
            email?: string;
            /**
             * @description What the code is for. It is accepted for this purpose only.
             * @default login
             * @enum {string}
             */
            purpose?: "login" | "registration" | "phone_verification" | "email_verification" | "password_reset";
            /**
             * @description Language of the message, such as `fa` or `en-GB`. Where it has no texts, as without it, the Accept-Language header
             *     decides, then the number's country.
             * @example fa
             */
            locale?: string;
            /**
             * @description The result of the human check, for a request that was answered with `captcha_required`.
             * @example 10000000-aaaa-bbbb-cccc-000000000001
             */
            captcha_token?: string;
        };
        CodeSentDto: {
            /**
             * @description Seconds until the code expires.
             * @example 300
             */
            expires_in: number;
            /**
             * @description Seconds until the client should offer to resend the code.
             * @example 30
             */
            resend_in: number;
            /**
             * Format: uuid
             * @description Names this code at verification.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            challenge_id: string;
            /**
             * @description The requested channel.
             * @example sms
             * @enum {string}
             */
            channel: "sms" | "call" | "email";
            /**
             * @description How many digits to ask for.
             * @example 6
             */
            code_length: number;
            /**
             * @description The number in E.164, if the code was requested for a number.
             * @example +989123456789
             */
            phone_number?: string;
            /**
             * @description The address in lower case, if the code was requested for an address.
             * @example sara@example.com
             */
            email?: string;
            /**
             * @description A sentence for people.
             * @example OTP sent successfully
             */
            message: string;
        };
        UserDto: {
            /**
             * Format: uuid
             * @description Never changes.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * @description What the user may do.
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * Format: date-time
             * @description When the user signed in for the first time.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * @description In E.164.
             * @example +989123456789
             */
            phone_number: string | null;
            /**
             * @description Whether the user has entered a code that was sent to the number.
             * @example true
             */
            phone_verified: boolean;
            /**
             * @description In lower case; null until it is verified.
             * @example sara@example.com
             */
            email: string | null;
            /**
             * @description Whether the user has entered a code that was sent to the address.
             * @example true
             */
            email_verified: boolean;
        };
        SignedInDto: {
            /**
             * @description Seconds until the access token expires.
             * @example 900
             */
            expires_in: number;
            /**
             * @description A JWT, signed with EdDSA by a key in /.well-known/jwks.json.
             * @example eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoiYXQrand0In0.e30.AA
             */
            access_token: string;
            /**
             * @description An opaque string.
             * @example mB1tJ8Yp0sX3qN7vK2wR5zL9cF4hG6dE1aU8iO0yT2Q
             */
            refresh_token: string;
            /**
             * @description The scheme to send the access token with.
             * @example Bearer
             * @enum {string}
             */
            token_type: "Bearer";
            /** @description The user of the session. */
            user: components["schemas"]["UserDto"];
            /**
             * @description Whether this number or address has signed in for the first time.
             * @example true
             */
            is_new_user: boolean;
        };
        CookieSessionDto: {
            /**
             * @description Seconds until the access token expires.
             * @example 900
             */
            expires_in: number;
            /** @description The user of the session. */
            user: components["schemas"]["UserDto"];
            /**
             * @description Whether this number or address has signed in for the first time.
             * @example true
             */
            is_new_user: boolean;
        };
        VerifiedDto: {
            /**
             * @description Seconds until the token expires.
             * @example 600
             */
            expires_in: number;
            /**
             * @description A signed proof for your own backend, which consumes it once.
             * @example eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoidmVyaWZpY2F0aW9uK2p3dCJ9.e30.AA
             */
            verification_token: string;
        };
        VerifyCodeDto: {
            /**
             * @description The number the code was requested for; not needed with `challenge_id`.
             * @example 09123456789
             */
            phone_number?: string;
            /**
             * @description The address the code was requested for; not needed with `challenge_id`.
             * @example sara@example.com
             */
            email?: string;
            /**
             * @description What the code was requested for. The default is the purpose of the challenge; without `challenge_id` it is `login`.
             * @enum {string}
             */
            purpose?: "login" | "registration" | "phone_verification" | "email_verification" | "password_reset";
            /**
             * @description Where the tokens of a session go: into the body, or with `SESSION_COOKIES` into cookies, which scripts cannot read.
             * @default token
             * @enum {string}
             */
            session?: "token" | "cookie";
            /**
             * Format: uuid
             * @description The `challenge_id` that came with the code.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            challenge_id?: string;
            /**
             * @description The code as the user entered it: digits of any script, spaces and dashes are accepted.
             * @example 123456
             */
            code?: string;
            /**
             * @description The name of `code` in older clients.
             * @example 123456
             */
            otp_code?: string;
        };
        ChallengeDto: {
            /**
             * @description `active` while the code can be entered.
             * @example active
             * @enum {string}
             */
            status: "active" | "used" | "superseded" | "expired" | "exhausted";
            /**
             * @description State of the message with the code.
             * @example sent
             * @enum {string}
             */
            delivery: "queued" | "sent" | "delivered" | "failed";
            /**
             * @description Seconds until the code expires.
             * @example 287
             */
            expires_in: number;
            /**
             * @description Seconds until the client should offer to resend the code.
             * @example 17
             */
            resend_in: number;
            /**
             * @description How many more codes will be compared.
             * @example 5
             */
            attempts_left: number;
            /**
             * @description A sentence for the user, if the user should do something.
             * @example The code could not be delivered to this number. Please check the number, or request a new code.
             */
            detail?: string;
        };
        OfferedHumanCheckDto: {
            /**
             * @description Who checks: the widget or puzzle to show.
             * @example turnstile
             * @enum {string}
             */
            provider: "turnstile" | "hcaptcha";
            /**
             * @description What the widget is shown with. Public.
             * @example 0x4AAAAAAA
             */
            site_key?: string;
        };
        OptionsDto: {
            /** @description The channels that a code can be requested by. */
            channels: ("sms" | "call" | "email")[];
            /**
             * @description The countries whose numbers get codes: calling codes by ISO code.
             * @example {
             *       "IR": "98",
             *       "CO": "57"
             *     }
             */
            countries: {
                [key: string]: string;
            };
            /**
             * @description Digits of a code.
             * @example 6
             */
            code_length: number;
            /** @description The languages of the messages. */
            locales: string[];
            /**
             * @description Seconds before the first resend. Each answer to a request for a code has its own `resend_in`.
             * @example 30
             */
            resend_in: number;
            /**
             * @description Null if no request needs one.
             * @example null
             */
            human_check: components["schemas"]["OfferedHumanCheckDto"] | null;
            /** @description How a session can be kept: `token`, and `cookie` where cookies are switched on. */
            sessions: ("token" | "cookie")[];
            /**
             * @description ISO code of the country to choose at first.
             * @example IR
             */
            default_country: string;
        };
        ProofOfWorkDto: {
            /**
             * @description The number to find is below it.
             * @example 20000
             */
            maxnumber?: number;
            /**
             * @description The hash function.
             * @example SHA-256
             */
            algorithm: string;
            /**
             * @description The hash to find, in hexadecimal.
             * @example 5d8f0b0a1b4b
             */
            challenge: string;
            /**
             * @description What stands before the number when it is hashed.
             * @example 0a1b2c3d?level=0&expires=1767225600&
             */
            salt: string;
            /**
             * @description Proves that this service made the challenge.
             * @example 9f86d081884c
             */
            signature: string;
        };
        HumanCheckDto: {
            /**
             * @description The kind of check.
             * @example altcha
             * @enum {string}
             */
            provider: "altcha" | "turnstile" | "hcaptcha";
            /**
             * @description Site key of the widget, if the provider has one.
             * @example 0x4AAAAAAA
             */
            site_key?: string;
            /** @description For `altcha`: the challenge to solve. */
            challenge?: components["schemas"]["ProofOfWorkDto"];
        };
        ConsumeTokenDto: {
            /**
             * @description What your backend is about to do. A token for another purpose is refused and stays valid.
             * @example password_reset
             * @enum {string}
             */
            purpose?: "login" | "registration" | "phone_verification" | "email_verification" | "password_reset";
            /**
             * @description From the answer to the verification of a code.
             * @example eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoidmVyaWZpY2F0aW9uK2p3dCJ9.e30.AA
             */
            verification_token: string;
        };
        ProofDto: {
            /**
             * @description What the code was requested for.
             * @example password_reset
             * @enum {string}
             */
            purpose: "login" | "registration" | "phone_verification" | "email_verification" | "password_reset";
            /**
             * Format: uuid
             * @description The user who has this number or address, if there is one.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            user_id?: string;
            /**
             * Format: uuid
             * @description The challenge of the code.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            challenge_id: string;
            /**
             * @description How the code was sent.
             * @example sms
             * @enum {string}
             */
            channel: "sms" | "call" | "email";
            /**
             * Format: date-time
             * @description When the code was entered.
             * @example 2026-01-31T12:00:00.000Z
             */
            verified_at: string;
            /**
             * @description In E.164, if the code went to a number.
             * @example +989123456789
             */
            phone_number?: string;
            /**
             * @description In lower case, if the code went to an address, also one that was requested for the number of its owner.
             * @example sara@example.com
             */
            email?: string;
        };
        TokensDto: {
            /**
             * @description A JWT, signed with EdDSA by a key in /.well-known/jwks.json.
             * @example eyJhbGciOiJFZERTQSIs…
             */
            access_token: string;
            /**
             * @description Replaces the refresh token that was sent, which is spent.
             * @example dfDALxC8056ALrUabDZ0uJLOSmgNB1s3zZpxW4wOBho
             */
            refresh_token: string;
            /**
             * @example Bearer
             * @enum {string}
             */
            token_type: "Bearer";
            /**
             * @description Seconds until the access token expires.
             * @example 900
             */
            expires_in: number;
        };
        CookieTokensDto: {
            /**
             * @description Seconds until the access token expires.
             * @example 900
             */
            expires_in: number;
        };
        RefreshDto: {
            /** @description The newest refresh token of the session. Optional if it comes in its cookie. */
            refresh_token?: string;
        };
        LogoutDto: {
            /**
             * @description Ends every session of the user, on all devices.
             * @default false
             */
            everywhere: boolean;
        };
        SessionDto: {
            /**
             * Format: uuid
             * @description Also the claim `sid` of the session's access tokens.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * Format: date-time
             * @description When the device signed in.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the device last signed in or exchanged its refresh token.
             * @example 2026-01-31T12:15:00.000Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @description When the session ends, unless its refresh token is exchanged before.
             * @example 2026-03-02T12:15:00.000Z
             */
            expires_at: string;
            /**
             * @description The device in a few words, if its User-Agent is known.
             * @example Chrome on Android
             */
            device: string | null;
            /**
             * @description The User-Agent at sign-in, up to 256 characters.
             * @example Mozilla/5.0 (Linux; Android 10; K) …
             */
            user_agent: string | null;
            /**
             * @description Whether this request was made in this session.
             * @example true
             */
            current: boolean;
        };
        SessionsDto: {
            /** @description The sessions that have not ended, the last used first; at most 100. */
            sessions: components["schemas"]["SessionDto"][];
        };
        MeDto: {
            /**
             * Format: uuid
             * @description Never changes.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * @description What the user may do.
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * Format: date-time
             * @description When the user signed in for the first time.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * @description In E.164.
             * @example +989123456789
             */
            phone_number: string | null;
            /**
             * @description Whether the user has entered a code that was sent to the number.
             * @example true
             */
            phone_verified: boolean;
            /**
             * @description In lower case; null until it is verified.
             * @example sara@example.com
             */
            email: string | null;
            /**
             * @description Whether the user has entered a code that was sent to the address.
             * @example true
             */
            email_verified: boolean;
            /**
             * @description The number that replaces `phone_number` as soon as the code that was sent to it is entered.
             * @example +989351234567
             */
            pending_phone_number: string | null;
            /**
             * @description The address that replaces `email` as soon as the code that was sent to it is entered.
             * @example sara@example.com
             */
            pending_email: string | null;
        };
        ChangeMeDto: {
            /**
             * @description How the code is delivered: as a text, in a call, or by e-mail. The default is `sms` for a number and `email` for an address.
             * @enum {string}
             */
            channel?: "sms" | "call" | "email";
            /**
             * @description The new phone number, in the same forms as when a code is requested; null removes the current one.
             * @example 09351234567
             */
            phone_number?: string | null;
            /**
             * @description The new e-mail address; null removes the current one.
             * @example sara@example.com
             */
            email?: string | null;
            /**
             * @description Language of the message, such as `fa` or `en-GB`. Where it has no texts, as without it, the Accept-Language header
             *     decides, then the number's country.
             * @example fa
             */
            locale?: string;
            /**
             * @description The result of the human check, for a request that was answered with `captcha_required`.
             * @example 10000000-aaaa-bbbb-cccc-000000000001
             */
            captcha_token?: string;
        };
        MeChangedDto: {
            /**
             * Format: uuid
             * @description Never changes.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * @description What the user may do.
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * Format: date-time
             * @description When the user signed in for the first time.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * @description In E.164.
             * @example +989123456789
             */
            phone_number: string | null;
            /**
             * @description Whether the user has entered a code that was sent to the number.
             * @example true
             */
            phone_verified: boolean;
            /**
             * @description In lower case; null until it is verified.
             * @example sara@example.com
             */
            email: string | null;
            /**
             * @description Whether the user has entered a code that was sent to the address.
             * @example true
             */
            email_verified: boolean;
            /**
             * @description The number that replaces `phone_number` as soon as the code that was sent to it is entered.
             * @example +989351234567
             */
            pending_phone_number: string | null;
            /**
             * @description The address that replaces `email` as soon as the code that was sent to it is entered.
             * @example sara@example.com
             */
            pending_email: string | null;
            /** @description Absent if nothing was sent: the account already has this number or address, or it was removed. */
            code?: components["schemas"]["CodeSentDto"];
        };
        SendPhoneCodeDto: {
            /**
             * @description How the code is delivered: as a text, in a call, or by e-mail. The default is `sms` for a number and `email` for an address.
             * @enum {string}
             */
            channel?: "sms" | "call" | "email";
            /**
             * @example SMS
             * @enum {string}
             */
            otp_type: "SMS";
            /**
             * @description Language of the message, such as `fa` or `en-GB`. Where it has no texts, as without it, the Accept-Language header
             *     decides, then the number's country.
             * @example fa
             */
            locale?: string;
            /**
             * @description The result of the human check, for a request that was answered with `captcha_required`.
             * @example 10000000-aaaa-bbbb-cccc-000000000001
             */
            captcha_token?: string;
        };
        SendEmailCodeDto: {
            /**
             * @description How the code is delivered: as a text, in a call, or by e-mail. The default is `sms` for a number and `email` for an address.
             * @enum {string}
             */
            channel?: "sms" | "call" | "email";
            /**
             * @example EMAIL
             * @enum {string}
             */
            otp_type: "EMAIL";
            /**
             * @description Language of the message, such as `fa` or `en-GB`. Where it has no texts, as without it, the Accept-Language header
             *     decides, then the number's country.
             * @example fa
             */
            locale?: string;
            /**
             * @description The result of the human check, for a request that was answered with `captcha_required`.
             * @example 10000000-aaaa-bbbb-cccc-000000000001
             */
            captcha_token?: string;
        };
        EnteredCodeDto: {
            /**
             * @description The code as the user entered it: digits of any script, spaces and dashes are accepted.
             * @example 123456
             */
            code?: string;
            /**
             * @description The name of `code` in older clients.
             * @example 123456
             */
            otp_code?: string;
        };
        ContactVerifiedDto: {
            /**
             * @description A sentence for people.
             * @example Phone number verified
             */
            message: string;
            /** @description The user with the verified number or address. */
            user: components["schemas"]["MeDto"];
        };
        JwkDto: {
            /**
             * @example OKP
             * @enum {string}
             */
            kty: "OKP";
            /**
             * @example Ed25519
             * @enum {string}
             */
            crv: "Ed25519";
            /**
             * @example EdDSA
             * @enum {string}
             */
            alg: "EdDSA";
            /**
             * @example sig
             * @enum {string}
             */
            use: "sig";
            /**
             * @description The header `kid` of the tokens that this key has signed.
             * @example k1
             */
            kid: string;
            /**
             * @description The public key in base64url.
             * @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
             */
            x: string;
        };
        JwksDto: {
            /** @description Every key whose tokens are still accepted. */
            keys: components["schemas"]["JwkDto"][];
        };
        SendSmsDto: {
            /**
             * @description `simple`: a text. `verify`: a template of the provider with its values. `bulk`: a text to many numbers.
             * @default simple
             * @enum {string}
             */
            type?: "simple" | "verify" | "bulk";
            /**
             * @description One number, or a list. A list of several numbers is a bulk send; `verify` accepts one number only.
             * @example 09123456789
             */
            receptor: string | string[];
            /**
             * @description The text. With `verify` it is optional, and sent if the template cannot be used.
             * @example Your order has been sent.
             */
            message?: string;
            /**
             * @description Whether to wait for the provider's answer, for at most 30 seconds. Ignored for several receptors.
             * @default true
             */
            wait?: boolean;
            /**
             * @description With `verify`: the first value of the template.
             * @example 482913
             */
            token?: string;
            /**
             * @description With `verify`: the second value.
             * @example 12
             */
            token2?: string;
            /**
             * @description With `verify`: the third value, only with `token2`.
             * @example 2026
             */
            token3?: string;
            /**
             * @description With `verify`: a value that may contain up to 5 spaces, such as a name.
             * @example Sara Ahmadi
             */
            token10?: string;
            /**
             * @description With `verify`: a value that may contain up to 8 spaces.
             * @example Shop on Valiasr Street
             */
            token20?: string;
            /**
             * @description With `verify`: the name of the template at the provider. The default is the configured one.
             * @example verify
             */
            template?: string;
            /**
             * @description Sender line. The default is the configured one.
             * @example 2000660110
             */
            sender?: string;
        };
        SmsSentDto: {
            /**
             * @example true
             * @enum {boolean}
             */
            success: true;
            /**
             * Format: uuid
             * @description The message at `/api/v1/sms/messages/{id}`.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            message_id: string;
            /**
             * @description The provider that accepted the message.
             * @example kavenegar
             */
            provider: string;
            /**
             * @description `accepted`, or `delivered` if that is already known.
             * @example accepted
             */
            status: string;
        };
        BulkResultDto: {
            /**
             * Format: uuid
             * @description Absent if nothing is sent.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            message_id?: string;
            /**
             * @description Set if the number is already in the list. It gets one message.
             * @example true
             * @enum {boolean}
             */
            duplicate?: true;
            /**
             * @description As it was sent.
             * @example 09123456789
             */
            receptor: string;
            /**
             * @description Why nothing is sent to this receptor.
             * @example phone_number_invalid
             */
            code?: string;
            /**
             * @description The reason in a sentence.
             * @example Please provide a valid Iranian phone number
             */
            error?: string;
        };
        SmsQueuedDto: {
            /**
             * @example true
             * @enum {boolean}
             */
            success: true;
            /**
             * @description For one receptor without `wait`.
             * @example [
             *       "0198c5e2-7b1a-7000-8000-123456789012"
             *     ]
             */
            message_ids?: string[];
            /**
             * Format: uuid
             * @description For several receptors: selects their messages at `/api/v1/sms/messages?batch_id=`.
             * @example 0198c5e2-7b1a-7000-8000-210987654321
             */
            batch_id?: string;
            /**
             * @description For several receptors: how many messages will be sent.
             * @example 2
             */
            queued?: number;
            /** @description For several receptors: a result for each of them, in the same order. */
            results?: components["schemas"]["BulkResultDto"][];
        };
        MessageDto: {
            /**
             * Format: uuid
             * @description Id of the message.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * @description A code of Ramz, a text, a template, or a text of a bulk send.
             * @example simple
             * @enum {string}
             */
            kind: "otp" | "simple" | "template" | "bulk";
            /**
             * @description How the message is delivered.
             * @example sms
             * @enum {string}
             */
            channel: "sms" | "call" | "email";
            /**
             * @description The current status.
             * @example accepted
             * @enum {string}
             */
            status: "queued" | "sending" | "accepted" | "delivered" | "undelivered" | "failed" | "expired" | "cancelled";
            /**
             * @description The provider that accepted the message, or was the last to refuse it.
             * @example kavenegar
             */
            provider: string | null;
            /**
             * Format: uuid
             * @description Shared by the messages of one bulk send.
             * @example 0198c5e2-7b1a-7000-8000-210987654321
             */
            batch_id: string | null;
            /**
             * @description Parts of the text: as Ramz counts them, or as the provider reports them.
             * @example 1
             */
            segments: number | null;
            /**
             * @description How often a worker has processed the message.
             * @example 1
             */
            runs: number;
            /**
             * Format: date-time
             * @description When the message was requested.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the provider accepted the message.
             * @example 2026-01-31T12:00:00.120Z
             */
            accepted_at: string | null;
            /**
             * Format: date-time
             * @description When a delivery report brought the final status.
             * @example 2026-01-31T12:00:05.000Z
             */
            reported_at: string | null;
            /**
             * Format: date-time
             * @description The message is not sent after this time.
             * @example 2026-02-01T12:00:00.000Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When the message last changed.
             * @example 2026-01-31T12:00:05.000Z
             */
            updated_at: string;
            /**
             * @description A number in E.164, or an e-mail address.
             * @example +989123456789
             */
            recipient: string;
            /**
             * @description Id of the message at the provider.
             * @example 8792343
             */
            provider_message_id: string | null;
            /**
             * @description The method: `lookup`, `plain`, `default_line` or `verify`; `plain` for an e-mail.
             * @example plain
             */
            method: string | null;
            /**
             * @description The sender line that the caller chose.
             * @example 2000660110
             */
            sender: string | null;
            /**
             * @description The administrator that requested the message.
             * @example shop
             */
            requested_by: string | null;
            /**
             * @description What the provider charged, in `currency`.
             * @example 350
             */
            cost: number | null;
            /**
             * @description ISO 4217.
             * @example IRR
             */
            currency: string | null;
            /**
             * @description The last error.
             * @example Insufficient credit on the account (418). Top it up.
             */
            last_error: string | null;
        };
        MessagePageDto: {
            /** @description The newest first. */
            items: components["schemas"]["MessageDto"][];
            /**
             * @description Sent as `cursor`, it returns the next page. Null on the last page.
             * @example MTc2OTg2MDgwMDAwMC4wMTk4YzVlMg
             */
            next_cursor: string | null;
        };
        AttemptDto: {
            /**
             * @description The provider that was called.
             * @example kavenegar
             */
            provider: string;
            /**
             * @description The provider's own code.
             * @example 200
             */
            raw_code: number | null;
            /**
             * @description Milliseconds until the provider answered.
             * @example 120
             */
            latency_ms: number | null;
            /**
             * @description Parts that were charged.
             * @example 1
             */
            segments: number | null;
            /**
             * Format: date-time
             * @description When the call started.
             * @example 2026-01-31T12:00:00.000Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description When the call ended.
             * @example 2026-01-31T12:00:00.120Z
             */
            finished_at: string | null;
            /**
             * @description The method of the call.
             * @example plain
             */
            method: string;
            /**
             * @description The outcome of the call.
             * @example accepted
             */
            outcome: string;
            /**
             * @description The meaning of the code, if it is an error.
             * @example Sender line 3000 is not active on this account.
             */
            meaning: string | null;
            /**
             * @description In the provider's currency.
             * @example 350
             */
            cost: number | null;
            /**
             * @description Id of the message at the provider.
             * @example 8792343
             */
            provider_message_id: string | null;
        };
        MessageDetailDto: {
            /**
             * Format: uuid
             * @description Id of the message.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * @description A code of Ramz, a text, a template, or a text of a bulk send.
             * @example simple
             * @enum {string}
             */
            kind: "otp" | "simple" | "template" | "bulk";
            /**
             * @description How the message is delivered.
             * @example sms
             * @enum {string}
             */
            channel: "sms" | "call" | "email";
            /**
             * @description The current status.
             * @example accepted
             * @enum {string}
             */
            status: "queued" | "sending" | "accepted" | "delivered" | "undelivered" | "failed" | "expired" | "cancelled";
            /**
             * @description The provider that accepted the message, or was the last to refuse it.
             * @example kavenegar
             */
            provider: string | null;
            /**
             * Format: uuid
             * @description Shared by the messages of one bulk send.
             * @example 0198c5e2-7b1a-7000-8000-210987654321
             */
            batch_id: string | null;
            /**
             * @description Parts of the text: as Ramz counts them, or as the provider reports them.
             * @example 1
             */
            segments: number | null;
            /**
             * @description How often a worker has processed the message.
             * @example 1
             */
            runs: number;
            /**
             * Format: date-time
             * @description When the message was requested.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the provider accepted the message.
             * @example 2026-01-31T12:00:00.120Z
             */
            accepted_at: string | null;
            /**
             * Format: date-time
             * @description When a delivery report brought the final status.
             * @example 2026-01-31T12:00:05.000Z
             */
            reported_at: string | null;
            /**
             * Format: date-time
             * @description The message is not sent after this time.
             * @example 2026-02-01T12:00:00.000Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When the message last changed.
             * @example 2026-01-31T12:00:05.000Z
             */
            updated_at: string;
            /** @description Every call to a provider, in order. */
            attempts: components["schemas"]["AttemptDto"][];
            /**
             * @description With `ROUTE_BY_CONVERSION`: why its providers were tried in their order. Null if the order is that of `SMS_ROUTES`.
             * @example Codes to TR of the last 6 hours that were entered: provider-name 620 of 800, other-name 430 of 810.
             */
            route_reason: string | null;
            /**
             * @description A number in E.164, or an e-mail address.
             * @example +989123456789
             */
            recipient: string;
            /**
             * @description Id of the message at the provider.
             * @example 8792343
             */
            provider_message_id: string | null;
            /**
             * @description The method: `lookup`, `plain`, `default_line` or `verify`; `plain` for an e-mail.
             * @example plain
             */
            method: string | null;
            /**
             * @description The sender line that the caller chose.
             * @example 2000660110
             */
            sender: string | null;
            /**
             * @description The administrator that requested the message.
             * @example shop
             */
            requested_by: string | null;
            /**
             * @description What the provider charged, in `currency`.
             * @example 350
             */
            cost: number | null;
            /**
             * @description ISO 4217.
             * @example IRR
             */
            currency: string | null;
            /**
             * @description The last error.
             * @example Insufficient credit on the account (418). Top it up.
             */
            last_error: string | null;
        };
        RateLimitDto: {
            /**
             * @description Only for `wrong_codes_hour`, which counts each purpose separately.
             * @example login
             * @enum {string}
             */
            purpose?: "login" | "registration" | "phone_verification" | "email_verification" | "password_reset";
            /**
             * @description Only for `wrong_codes_hour`, which counts guesses with the challenge and guesses with the recipient separately.
             * @example challenge
             * @enum {string}
             */
            by?: "challenge" | "recipient";
            /**
             * @description How many are allowed in a window.
             * @example 5
             */
            limit: number;
            /**
             * @description How many are counted in this window.
             * @example 2
             */
            used: number;
            /**
             * @description How many are left in this window.
             * @example 3
             */
            remaining: number;
            /**
             * @description Seconds until the window ends; 0 if nothing is counted.
             * @example 1800
             */
            resets_in: number;
            /**
             * @description The name in `RATE_LIMITS`.
             * @example otp_phone_hour
             */
            name: string;
        };
        RateLimitsDto: {
            /** @description Every limit that is enabled. */
            limits: components["schemas"]["RateLimitDto"][];
            /**
             * @description The number in E.164, if the request was about a number.
             * @example +989123456789
             */
            phone_number?: string;
            /**
             * @description The address in lower case, if the request was about an address.
             * @example sara@example.com
             */
            email?: string;
        };
        AlertDto: {
            /**
             * @description What is at fault, and what it is about.
             * @example low_credit:kavenegar
             */
            name: string;
            /**
             * @description What is wrong, in one sentence.
             * @example The credit of kavenegar is low. Top it up.
             */
            summary: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            raised_at: string;
            /**
             * @description The section of the documentation that says what to do.
             * @example docs/operations.md#alert-low-credit
             */
            docs: string;
        };
        ProviderStatusDto: {
            /** @example kavenegar */
            name: string;
            /** @description The methods by which the provider can be asked to send. */
            methods: ("lookup" | "plain" | "default_line" | "verify")[];
            /** @description How delivery reports arrive. */
            reports: ("webhook" | "polling")[];
            /**
             * @description Whether the provider accepts many messages in one call.
             * @example true
             */
            bulk: boolean;
        };
        BreakerDto: {
            /**
             * @description A provider, or one method of it for a channel and a country.
             * @example kavenegar/lookup/sms/CO
             */
            name: string;
            /**
             * @example failing
             * @enum {string}
             */
            cause: "failing" | "account" | "throttled";
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            opened_at: string;
            /**
             * Format: date-time
             * @description When a few messages will probe the provider again.
             * @example 2026-01-31T12:00:30.000Z
             */
            retry_at: string;
            /**
             * @description The last error.
             * @example The provider is unavailable (503).
             */
            reason: string;
        };
        ErrorKindDto: {
            /** @example kavenegar */
            provider: string;
            /**
             * @description The provider's own code.
             * @example 424
             */
            raw_code: number | null;
            /**
             * @description The meaning of the last error of this kind.
             * @example The provider is unavailable (503).
             */
            meaning: string | null;
            /**
             * @description How many calls have failed this way.
             * @example 3
             */
            count: number;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            last_at: string;
            /** @example lookup */
            method: string;
        };
        AccountDto: {
            /** @example kavenegar */
            provider: string;
            /**
             * Format: date-time
             * @description When the provider was asked.
             * @example 2026-01-31T12:00:00.000Z
             */
            checked_at: string;
            /**
             * @description In `currency`. Absent if the provider does not report it.
             * @example 1250000
             */
            credit?: number;
            /**
             * @description ISO 4217.
             * @example IRR
             */
            currency?: string;
            /**
             * @description Whether the credit is below the configured minimum.
             * @example false
             */
            low: boolean;
            /**
             * @description The kind of account, as the provider calls it.
             * @example master
             */
            type?: string;
            /**
             * Format: date-time
             * @description When the account expires.
             * @example 2027-01-31T00:00:00.000Z
             */
            expires_at?: string;
            /**
             * @description The settings of the account that affect sends.
             * @example {
             *       "defaultsender": "2000660110",
             *       "debugmode": "disabled"
             *     }
             */
            settings?: {
                [key: string]: string;
            };
            /**
             * @description Why the account cannot be used or read.
             * @example Invalid API key (403). Correct it in the configuration.
             */
            error?: string;
        };
        QueueStatusDto: {
            /**
             * @description How many messages are waiting.
             * @example 0
             */
            queued: number;
            /**
             * @description How many messages a worker is sending.
             * @example 2
             */
            sending: number;
            /**
             * @description Age of the oldest waiting message in seconds. Null if none is waiting.
             * @example 3
             */
            oldest_age: number | null;
            /**
             * @description Jobs by state, as BullMQ counts them. Null if the queue backend does not answer.
             * @example {
             *       "waiting": 0,
             *       "active": 2,
             *       "delayed": 0
             *     }
             */
            jobs: {
                [key: string]: number;
            } | null;
        };
        ProcessDto: {
            /**
             * @example worker
             * @enum {string}
             */
            role: "all" | "api" | "worker";
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description Every process reports every ten seconds.
             * @example 2026-01-31T12:30:00.000Z
             */
            last_seen_at: string;
            /** @example ramz-worker-1 */
            host: string;
            /**
             * @description Version of Ramz.
             * @example 1.0.0
             */
            version: string;
        };
        SmsStatusDto: {
            /**
             * @example production
             * @enum {string}
             */
            mode: "simulation" | "production" | "disabled";
            /**
             * @description `degraded` if there is a problem or an open alert.
             * @example degraded
             * @enum {string}
             */
            status: "ok" | "degraded";
            /** @description What an operator should fix. */
            problems: string[];
            /** @description The open alerts, the oldest first. */
            alerts: components["schemas"]["AlertDto"][];
            /** @description The configured providers. */
            providers: components["schemas"]["ProviderStatusDto"][];
            /**
             * @description The providers of each country in order; `*` stands for all other countries.
             * @example {
             *       "IR": [
             *         "kavenegar"
             *       ],
             *       "*": [
             *         "kavenegar"
             *       ]
             *     }
             */
            routes: {
                [key: string]: string[];
            };
            /** @description The open circuit breakers. */
            breakers: components["schemas"]["BreakerDto"][];
            /** @description Failed calls to providers within the last hour, the most frequent kinds first. */
            last_errors: components["schemas"]["ErrorKindDto"][];
            accounts: components["schemas"]["AccountDto"][];
            queue: components["schemas"]["QueueStatusDto"];
            /** @description The processes that run on this database. */
            processes: components["schemas"]["ProcessDto"][];
            /**
             * @description Delivery reports that this process has received since its start, by provider and result.
             * @example {
             *       "kavenegar": {
             *         "applied": 12,
             *         "unchanged": 3,
             *         "unknown": 0,
             *         "forged": 1,
             *         "malformed": 0
             *       }
             *     }
             */
            webhooks: {
                [key: string]: {
                    [key: string]: number;
                };
            };
        };
        AccountsDto: {
            /** @description An account for each provider that has one. */
            accounts: components["schemas"]["AccountDto"][];
        };
        RecordedAlertDto: {
            /**
             * @description What is at fault, and what it is about.
             * @example low_credit:kavenegar
             */
            name: string;
            /**
             * @description What is wrong, in one sentence.
             * @example The credit of kavenegar is low. Top it up.
             */
            summary: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            raised_at: string;
            /**
             * @example low_credit
             * @enum {string}
             */
            kind: "provider_refused" | "low_credit" | "breaker_open" | "backlog" | "no_worker" | "conversion_drop" | "spend_ceiling" | "pumping";
            /**
             * Format: date-time
             * @description When the fault was gone. Null while the alert is open.
             * @example 2026-01-31T13:00:00.000Z
             */
            cleared_at: string | null;
            /**
             * @description The section of the documentation that says what to do.
             * @example docs/operations.md#alert-low-credit
             */
            docs: string;
        };
        AlertPageDto: {
            /** @description The newest first. */
            items: components["schemas"]["RecordedAlertDto"][];
            /**
             * @description Pass it as `cursor` to get the next page; null on the last page.
             * @example MTc2OTg2MDgwMDAwMC5iYWNrbG9n
             */
            next_cursor: string | null;
        };
        EventDto: {
            /**
             * @description What happened.
             * @example otp.verified
             * @enum {string}
             */
            type: "otp.requested" | "otp.verified" | "otp.failed" | "message.accepted" | "message.delivered" | "message.failed" | "user.created" | "user.erased" | "session.started" | "session.ended" | "session.reuse_detected" | "contact.changed" | "number.locked" | "admin_key.refused" | "fraud.blocked" | "alert.raised" | "alert.cleared";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-01-31T12:00:00.000Z
             */
            timestamp: string;
            /**
             * @description The fields of the type.
             * @example {
             *       "challenge_id": "0198c5e2-7b1a-7000-8000-123456789012",
             *       "purpose": "login",
             *       "channel": "sms",
             *       "locale": "fa",
             *       "send_count": 1,
             *       "attempts": 1,
             *       "is_test_number": false
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description The same in every delivery of the event.
             * @example evt_1042
             */
            id: string;
            /**
             * @description The id of the challenge, message or user, or the name of the alert.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            subject: string | null;
        };
        EventPageDto: {
            /** @description In the requested order. */
            items: components["schemas"]["EventDto"][];
            /**
             * @description Sent as `cursor`, it returns the next page. Null on the last page.
             * @example NzQyLjEwNDI
             */
            next_cursor: string | null;
            /**
             * @description Sent as `cursor` later, it returns what was written after this page. Null while there are no events.
             * @example NzQyLjEwNDI
             */
            resume_cursor: string | null;
        };
        AdminUserDto: {
            /**
             * Format: uuid
             * @description Never changes.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * Format: date-time
             * @description When the user first entered a code that was sent to the number.
             * @example 2026-01-31T12:00:00.000Z
             */
            phone_verified_at: string | null;
            /**
             * Format: date-time
             * @description When the user first entered a code that was sent to the address.
             * @example 2026-01-31T12:00:00.000Z
             */
            email_verified_at: string | null;
            /**
             * @description What the user may do.
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * Format: date-time
             * @description When the user was blocked; null if the user is not.
             * @example 2026-02-28T12:00:00.000Z
             */
            blocked_at: string | null;
            /**
             * Format: date-time
             * @description When the user signed in for the first time.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the user last signed in.
             * @example 2026-02-27T12:00:00.000Z
             */
            last_login_at: string | null;
            /**
             * Format: date-time
             * @description When a session of the user was last refreshed, to the hour.
             * @example 2026-02-28T09:00:00.000Z
             */
            last_active_at: string | null;
            /**
             * @description In E.164.
             * @example +989123456789
             */
            phone_number: string | null;
            /**
             * @description In lower case.
             * @example sara@example.com
             */
            email: string | null;
        };
        AdminUserPageDto: {
            /** @description The user; empty if there is none. */
            items: components["schemas"]["AdminUserDto"][];
            /**
             * @description Always null, because a query finds one user at most.
             * @example null
             */
            next_cursor: string | null;
        };
        FindUserDto: {
            /**
             * @description The id, the phone number in any form, or the e-mail address of a user.
             * @example 09123456789
             */
            query: string;
        };
        UserSessionDto: {
            /**
             * Format: uuid
             * @description Also the claim `sid` of the session's access tokens.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            id: string;
            /**
             * Format: date-time
             * @description When the device signed in.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the device last signed in or exchanged its refresh token.
             * @example 2026-01-31T12:15:00.000Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @description When the session ends, unless its refresh token is exchanged before.
             * @example 2026-03-02T12:15:00.000Z
             */
            expires_at: string;
            /**
             * @description The User-Agent at sign-in, up to 256 characters.
             * @example Mozilla/5.0 (Linux; Android 10; K) …
             */
            user_agent: string | null;
        };
        UserSessionPageDto: {
            /** @description The sessions that have not ended, the newest first. */
            items: components["schemas"]["UserSessionDto"][];
            /**
             * @description Pass it as `cursor` to get the next page; null on the last page.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            next_cursor: string | null;
        };
        EndedSessionsDto: {
            /**
             * @description How many sessions ended.
             * @example 2
             */
            ended: number;
        };
        ErasedUserDto: {
            /**
             * @description How many sessions were deleted.
             * @example 2
             */
            sessions: number;
            /**
             * @description How many codes were deleted.
             * @example 5
             */
            codes: number;
            /**
             * @description How many messages are kept under a pseudonym.
             * @example 5
             */
            messages: number;
            /**
             * @description How many events show the pseudonym from now on.
             * @example 12
             */
            events: number;
        };
        UserExportDto: {
            /**
             * @description The row of the user.
             * @example {
             *       "id": "0198c5e2-7b1a-7000-8000-123456789012"
             *     }
             */
            user: {
                [key: string]: unknown;
            };
            /** @description Every stored session, ended ones too. */
            sessions: {
                [key: string]: unknown;
            }[];
            /** @description Every stored code, without its digest. */
            codes: {
                [key: string]: unknown;
            }[];
            /** @description Every stored message with its attempts, without its text. */
            messages: {
                [key: string]: unknown;
            }[];
        };
        ExplainDto: {
            /**
             * @description The id of a challenge or message, a phone number in any form, or an e-mail address.
             * @example 09123456789
             */
            query: string;
        };
        TimelineEntryDto: {
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-01-31T12:00:00.000Z
             */
            at: string;
            /**
             * @description What kind of step it is.
             * @example attempt
             * @enum {string}
             */
            kind: "asked" | "guard" | "route" | "attempt" | "failed" | "delivery" | "entered" | "ended" | "session" | "limit";
            /**
             * @description Of an attempt: the status code of the provider.
             * @example 200
             */
            raw_code?: number;
            /**
             * @description Of an attempt: how long the provider took, in milliseconds.
             * @example 412
             */
            latency_ms?: number;
            /**
             * @description The step in a sentence.
             * @example The provider accepted the message.
             */
            text: string;
            /**
             * @description Of an attempt: the provider that was called.
             * @example provider-name
             */
            provider?: string;
            /**
             * @description Of an attempt: how the provider was called.
             * @example lookup
             */
            method?: string;
            /**
             * @description Of an attempt: how the call ended.
             * @example accepted
             */
            outcome?: string;
        };
        ExplanationDto: {
            /** @description What happened, the earliest first. */
            timeline: components["schemas"]["TimelineEntryDto"][];
            /**
             * @description The cause in one sentence.
             * @example Provider-name (lookup) accepted the message 1 s after the request, and it was delivered; the code was used.
             */
            summary: string;
            /**
             * @description A number in E.164, or an e-mail address.
             * @example +989123456789
             */
            recipient: string;
        };
        FunnelCountsDto: {
            /**
             * @description Codes that were requested, without those of test numbers.
             * @example 120
             */
            asked: number;
            /**
             * @description Those whose message a provider accepted.
             * @example 118
             */
            accepted: number;
            /**
             * @description Those whose delivery was reported.
             * @example 110
             */
            delivered: number;
            /**
             * @description Those that were entered correctly.
             * @example 101
             */
            verified: number;
        };
        FunnelStepDto: {
            /**
             * @description Codes that were requested, without those of test numbers.
             * @example 120
             */
            asked: number;
            /**
             * @description Those whose message a provider accepted.
             * @example 118
             */
            accepted: number;
            /**
             * @description Those whose delivery was reported.
             * @example 110
             */
            delivered: number;
            /**
             * @description Those that were entered correctly.
             * @example 101
             */
            verified: number;
            /**
             * Format: date-time
             * @description When the step begins.
             * @example 2026-01-31T12:00:00.000Z
             */
            at: string;
        };
        FunnelCountryDto: {
            /**
             * @description Codes that were requested, without those of test numbers.
             * @example 120
             */
            asked: number;
            /**
             * @description Those whose message a provider accepted.
             * @example 118
             */
            accepted: number;
            /**
             * @description Those whose delivery was reported.
             * @example 110
             */
            delivered: number;
            /**
             * @description Those that were entered correctly.
             * @example 101
             */
            verified: number;
            /**
             * @description ISO country of the number; `none` for e-mail, `other` if it is not known.
             * @example CO
             */
            country: string;
        };
        FunnelProviderDto: {
            /**
             * @description Codes that were requested, without those of test numbers.
             * @example 120
             */
            asked: number;
            /**
             * @description Those whose message a provider accepted.
             * @example 118
             */
            accepted: number;
            /**
             * @description Those whose delivery was reported.
             * @example 110
             */
            delivered: number;
            /**
             * @description Those that were entered correctly.
             * @example 101
             */
            verified: number;
            /**
             * @description The provider that accepted the message or was the last to refuse it. Null if none was called.
             * @example kavenegar
             */
            provider: string | null;
        };
        FunnelDto: {
            /**
             * Format: date-time
             * @description When the first step begins.
             * @example 2026-01-30T13:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description When the codes were counted.
             * @example 2026-01-31T12:34:56.000Z
             */
            to: string;
            /**
             * @description Length of a step in seconds.
             * @example 3600
             */
            step_seconds: number;
            totals: components["schemas"]["FunnelCountsDto"];
            /** @description Every step, the earliest first. The last one is not over yet. */
            steps: components["schemas"]["FunnelStepDto"][];
            /** @description By the country of the number, the largest first. */
            countries: components["schemas"]["FunnelCountryDto"][];
            /** @description By provider, the largest first. */
            providers: components["schemas"]["FunnelProviderDto"][];
        };
        PolicyInForceDto: {
            /**
             * @description `FRAUD_MODE`: whether the guard decides, and acts on its decisions.
             * @example record
             * @enum {string}
             */
            mode: "off" | "record" | "enforce";
            /**
             * @description Raised by each change; 0 for the policy that Ramz brings along.
             * @example 3
             */
            version: number;
            /**
             * Format: date-time
             * @description When it was set; null for the policy that Ramz brings along.
             * @example 2026-01-31T12:00:00.000Z
             */
            set_at: string | null;
            /** @description The rules and thresholds. */
            policy?: {
                /**
                 * @example 1
                 * @enum {number}
                 */
                schema: 1;
                rules: {
                    country?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                    prefix_4?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                    prefix_3?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                    address?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                    network?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                    address_country?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                    device?: {
                        hour?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        day?: {
                            /**
                             * @description The threshold is never lower
                             * @example 20
                             */
                            floor: number;
                            /**
                             * @description Share of the codes verified within an hour
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_hour?: number;
                            /**
                             * @description Share of the codes verified within 24 hours
                             * @default 0
                             * @example 0.3
                             */
                            of_verified_day?: number;
                            /**
                             * @description Share of the codes verified on the best of the last 14 days; countries only
                             * @default 0
                             * @example 0.3
                             */
                            of_daily_maximum?: number;
                        };
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                        /**
                         * @description Whether requests from networks whose codes are usually verified are left out
                         * @default false
                         * @example true
                         */
                        except_known_networks?: boolean;
                    };
                };
                /** @description Countries with an unverified code from one client address within 24 hours */
                countries_per_address?: {
                    /** @example 3 */
                    most: number;
                    steps: {
                        /**
                         * @description Multiple of the threshold beyond which the action is taken
                         * @example 1.2
                         */
                        at: number;
                        /**
                         * @example human_check
                         * @enum {string}
                         */
                        action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                    }[];
                };
                known_network: {
                    /**
                     * @description Codes verified from the network, leaking within 14 days
                     * @example 3
                     */
                    verified: number;
                    /**
                     * @description Unverified codes of a day, at most this share of them
                     * @example 0.06
                     */
                    unverified_share: number;
                };
                /** @default [] */
                refused_line_types?: ("MOBILE" | "FIXED_LINE_OR_MOBILE" | "VOIP" | "FIXED_LINE")[];
                /**
                 * @description How long the action delay makes a client wait
                 * @example 60
                 */
                delay_seconds: number;
            };
        };
        DecisionDto: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-01-31T12:00:00.000Z
             */
            at: string;
            /**
             * @description What the rule does.
             * @example human_check
             * @enum {string}
             */
            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
            /**
             * @description What became of the request.
             * @example challenged
             * @enum {string}
             */
            outcome: "sent" | "challenged" | "delayed" | "other_channel" | "refused";
            /**
             * @description Country of the number; null for an e-mail address.
             * @example IR
             */
            country: string | null;
            /**
             * @description The administrator whose send was refused; null for a request for a code.
             * @example shop
             */
            requested_by: string | null;
            /**
             * @description The rule that was met.
             * @example address_day
             */
            rule: string;
            /**
             * @description What was counted.
             * @example 11.2
             */
            figure: number;
            /**
             * @description What is allowed.
             * @example 10
             */
            threshold: number;
            /**
             * @description Whether it was carried out; false while the guard only records.
             * @example true
             */
            enforced: boolean;
            /**
             * @description The number or e-mail address, masked; of a send to several numbers, how many they are.
             * @example +98912*****89
             */
            recipient: string;
        };
        DecisionPageDto: {
            /** @description The newest first. */
            items: components["schemas"]["DecisionDto"][];
            /**
             * @description For the next page; null on the last one.
             * @example 1042
             */
            next_cursor: string | null;
        };
        DailyConversionDto: {
            /**
             * @description The provider that accepted the codes.
             * @example kavenegar
             */
            provider: string;
            /**
             * Format: date
             * @description In UTC.
             * @example 2026-01-31
             */
            day: string;
            /**
             * @description Codes that the provider accepted.
             * @example 820
             */
            sent: number;
            /**
             * @description Those that were entered.
             * @example 615
             */
            verified: number;
            /**
             * @description ISO code of the country.
             * @example IR
             */
            country: string;
            /**
             * @description `verified` as a share of `sent`, from 0 to 1.
             * @example 0.75
             */
            ratio: number;
        };
        ConversionDto: {
            /** @description The earliest day first. */
            items: components["schemas"]["DailyConversionDto"][];
        };
        StoredEntryDto: {
            /**
             * Format: date-time
             * @description When it was added.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * @description In its one form.
             * @example +98912*
             */
            entry: string;
        };
        ListEntriesDto: {
            /**
             * @description Which list it is.
             * @example block
             * @enum {string}
             */
            list: "allow" | "block";
            /** @description In alphabetical order. */
            items: components["schemas"]["StoredEntryDto"][];
        };
        ListEntryDto: {
            /**
             * @description A country such as `IR`, a prefix such as `+98912*`, a phone number, an e-mail address, a domain such as `@b.example`, or
             *     a range of client addresses such as `192.0.2.0/24`.
             * @example +98912*
             */
            entry: string;
        };
        ChangedEntryDto: {
            /**
             * @description The entry in its one form.
             * @example +98912*
             */
            entry: string;
            /**
             * @description Whether the list has changed: false if the entry was there already, or was not there.
             * @example true
             */
            changed: boolean;
        };
        CodeEnteredDto: {
            /**
             * @description The number whose owner has entered the code.
             * @example +989123456789
             */
            phone_number: string;
        };
        CodeEnteredResultDto: {
            /**
             * @description Whether a code of the server was waiting for this number. It counts as entered now.
             * @example true
             */
            entered: boolean;
        };
        SimulatedMessageDto: {
            /**
             * @example sms
             * @enum {string}
             */
            channel: "sms" | "call" | "email";
            /**
             * @description Of an e-mail.
             * @example null
             */
            subject: string | null;
            /**
             * @description The code in it; null if it carries none.
             * @example 276312
             */
            code: string | null;
            /**
             * @description SMS that the text would be billed as; null for calls and e-mails.
             * @example 1
             */
            segments: number | null;
            /**
             * @description How an SMS would be encoded; null for calls and e-mails.
             * @example gsm7
             * @enum {string|null}
             */
            encoding: "gsm7" | "ucs2" | null;
            /**
             * Format: date-time
             * @example 2026-11-20T12:50:09.894Z
             */
            created_at: string;
            /**
             * @description The number in E.164, or the e-mail address.
             * @example +989123456789
             */
            to: string;
            /**
             * @description The whole text.
             * @example Your code: 276312
             */
            text: string;
        };
        SimulatedMessagesDto: {
            /** @description The newest first, at most a hundred. */
            messages: components["schemas"]["SimulatedMessageDto"][];
        };
        ProblemDetails: {
            /**
             * @description HTTP status.
             * @example 429
             */
            status: number;
            /**
             * @description Stable code for programs.
             * @example rate_limited
             * @enum {string}
             */
            code: "validation_failed" | "phone_number_invalid" | "email_invalid" | "email_disabled" | "channel_unavailable" | "contact_in_use" | "captcha_required" | "captcha_invalid" | "destination_not_allowed" | "destination_suspended" | "rate_limited" | "otp_incorrect" | "otp_expired" | "otp_used" | "otp_superseded" | "otp_exhausted" | "otp_not_found" | "challenge_required" | "verification_token_invalid" | "verification_token_used" | "unauthorized" | "forbidden" | "reauthentication_required" | "token_reused" | "sms_disabled" | "sms_not_configured" | "sms_unavailable" | "sms_rejected" | "sms_timeout" | "message_not_cancellable" | "message_not_retryable" | "idempotency_conflict" | "idempotency_in_progress" | "payload_too_large" | "unsupported_media_type" | "not_found" | "service_unavailable" | "internal";
            /**
             * @description Faults by name of the field or parameter.
             * @example {
             *       "phone_number": [
             *         "Please provide a valid Iranian phone number"
             *       ]
             *     }
             */
            errors?: {
                [key: string]: string[];
            };
            /**
             * @description Seconds to wait, also in the header Retry-After.
             * @example 90
             */
            retry_after?: number;
            /**
             * @description With `otp_incorrect` and `otp_superseded`: number of attempts left.
             * @example 4
             */
            attempts_left?: number;
            /**
             * @description Only from `/api/v1/sms/send` and its older address: always false.
             * @example false
             * @enum {boolean}
             */
            success?: false;
            /**
             * Format: uuid
             * @description Only from the same: id of the message, if there is one.
             * @example 0198c5e2-7b1a-7000-8000-123456789012
             */
            message_id?: string;
            /**
             * @description Only from the same: the code of the provider.
             * @example 418
             */
            provider_code?: number;
            /**
             * @description Only from the same: the test account of a provider sends only to the number of its owner.
             * @example true
             * @enum {boolean}
             */
            isTestAccountLimitation?: true;
            /**
             * @description URN of the kind of problem.
             * @example urn:ramz:error:rate_limited
             */
            type: string;
            /**
             * @description Kind of problem in a few words.
             * @example Too many requests
             */
            title: string;
            /**
             * @description Sentence for people: what happened and what to do.
             * @example Too many OTP requests. Please try again in 2 minutes.
             */
            detail: string;
            /**
             * @description Only from the same: the reason of the provider, or `detail`.
             * @example Insufficient credit on the account (418). Top it up.
             */
            error?: string;
            /**
             * @description Only from the same: the provider that refused.
             * @example provider-name
             */
            provider?: string;
            /**
             * @description Also in the log lines of this request.
             * @example 5f1c9f1e-3f0b-4f5e-9a43-0d6a3f2b7c11
             */
            request_id: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    checkLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is running */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LivenessDto"];
                };
            };
        };
    };
    checkReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process can serve requests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessDto"];
                };
            };
            /** @description The database or the queue is unavailable, or the process is shutting down */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessDto"];
                };
            };
        };
    };
    askForCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat safe: for ten minutes the same key and body return the same challenge and send nothing more. A random text, such as a UUID; one with less than 16 characters is known only at the address that sent it. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskForCodeDto"];
            };
        };
        responses: {
            /** @description The code will be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSentDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `channel_unavailable`: The channel is not offered */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `captcha_required`: A human check is required; `captcha_invalid`: The human check failed; `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `otp_not_found`: There is no such code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_in_progress`: The first request is still running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_conflict`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `email_disabled`: E-mail is switched off; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    askForCodeAlias: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat safe: for ten minutes the same key and body return the same challenge and send nothing more. A random text, such as a UUID; one with less than 16 characters is known only at the address that sent it. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskForCodeDto"];
            };
        };
        responses: {
            /** @description The code will be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSentDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `channel_unavailable`: The channel is not offered */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `captcha_required`: A human check is required; `captcha_invalid`: The human check failed; `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `otp_not_found`: There is no such code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_in_progress`: The first request is still running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_conflict`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `email_disabled`: E-mail is switched off; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    verifyCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyCodeDto"];
            };
        };
        responses: {
            /** @description The code is right */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInDto"] | components["schemas"]["CookieSessionDto"] | components["schemas"]["VerifiedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `otp_incorrect`: The code is wrong; `otp_expired`: The code has expired; `otp_used`: The code was already used; `otp_superseded`: A newer code was sent; `otp_exhausted`: Too many wrong codes; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `challenge_required`: The challenge is required */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `otp_not_found`: There is no such code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    verifyCodeAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyCodeDto"];
            };
        };
        responses: {
            /** @description The code is right */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInDto"] | components["schemas"]["CookieSessionDto"] | components["schemas"]["VerifiedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `otp_incorrect`: The code is wrong; `otp_expired`: The code has expired; `otp_used`: The code was already used; `otp_superseded`: A newer code was sent; `otp_exhausted`: Too many wrong codes; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `challenge_required`: The challenge is required */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `otp_not_found`: There is no such code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the answer to the request for the code */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the code and of its message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeDto"];
                };
            };
            /** @description `otp_not_found`: There is no such code; `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showChallengeAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the answer to the request for the code */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the code and of its message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeDto"];
                };
            };
            /** @description `otp_not_found`: There is no such code; `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a client may offer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptionsDto"];
                };
            };
            /** @description Unchanged since the answer with the `ETag` of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    showHumanCheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The check */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HumanCheckDto"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    consumeVerificationToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsumeTokenDto"];
            };
        };
        responses: {
            /** @description What the token proves; it is consumed now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `verification_token_invalid`: The verification token is not valid; `verification_token_used`: The verification token was already used */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    refreshTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshDto"];
            };
        };
        responses: {
            /** @description New tokens; the old refresh token is spent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensDto"] | components["schemas"]["CookieTokensDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required; `token_reused`: The refresh token was already used */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LogoutDto"];
            };
        };
        responses: {
            /** @description The session has ended; its tokens are no longer accepted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions that have not ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended; its tokens are no longer accepted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user of the access token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    changeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMeDto"];
            };
        };
        responses: {
            /** @description The user, and the code that will be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeChangedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `channel_unavailable`: The channel is not offered */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `captcha_required`: A human check is required; `captcha_invalid`: The human check failed; `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `email_disabled`: E-mail is switched off; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    sendVerificationSms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendPhoneCodeDto"];
            };
        };
        responses: {
            /** @description The code will be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSentDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `channel_unavailable`: The channel is not offered */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `captcha_required`: A human check is required; `captcha_invalid`: The human check failed; `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `email_disabled`: E-mail is switched off; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    sendVerificationEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendEmailCodeDto"];
            };
        };
        responses: {
            /** @description The code will be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSentDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid; `channel_unavailable`: The channel is not offered */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `captcha_required`: A human check is required; `captcha_invalid`: The human check failed; `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `email_disabled`: E-mail is switched off; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    verifyPhoneOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnteredCodeDto"];
            };
        };
        responses: {
            /** @description The number belongs to the user and is verified */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactVerifiedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `otp_incorrect`: The code is wrong; `otp_expired`: The code has expired; `otp_used`: The code was already used; `otp_superseded`: A newer code was sent; `otp_exhausted`: Too many wrong codes */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `otp_not_found`: There is no such code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `contact_in_use`: The phone number or e-mail address is in use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    verifyEmailOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnteredCodeDto"];
            };
        };
        responses: {
            /** @description The address belongs to the user and is verified */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactVerifiedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `otp_incorrect`: The code is wrong; `otp_expired`: The code has expired; `otp_used`: The code was already used; `otp_superseded`: A newer code was sent; `otp_exhausted`: Too many wrong codes */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `otp_not_found`: There is no such code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `contact_in_use`: The phone number or e-mail address is in use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    getSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Web Key Set (RFC 7517) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksDto"];
                };
            };
        };
    };
    sendSms: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat safe: for 24 hours the same key returns the first answer and sends nothing. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendSmsDto"];
            };
        };
        responses: {
            /** @description A provider accepted the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsSentDto"];
                };
            };
            /** @description The messages will be sent */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsQueuedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended; `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_timeout`: The outcome is not known yet */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_in_progress`: The first request is still running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_conflict`: The Idempotency-Key belongs to another request; `sms_rejected`: The message was refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_unavailable`: SMS cannot be sent now; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    sendSmsAlias: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeat safe: for 24 hours the same key returns the first answer and sends nothing. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendSmsDto"];
            };
        };
        responses: {
            /** @description A provider accepted the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsSentDto"];
                };
            };
            /** @description The messages will be sent */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsQueuedDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `destination_not_allowed`: Messages to this country are not allowed; `destination_suspended`: Codes to this number are suspended; `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_timeout`: The outcome is not known yet */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_in_progress`: The first request is still running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `idempotency_conflict`: The Idempotency-Key belongs to another request; `sms_rejected`: The message was refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_unavailable`: SMS cannot be sent now; `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description Only messages with this status. */
                status?: "queued" | "sending" | "accepted" | "delivered" | "undelivered" | "failed" | "expired" | "cancelled";
                /** @description Only messages that this provider accepted or was the last to refuse. */
                provider?: string;
                /** @description Only messages of this kind. */
                kind?: "otp" | "simple" | "template" | "bulk";
                /** @description Only messages of this bulk send. */
                batch_id?: string;
                /** @description Only messages created at this time or later. */
                from?: string;
                /** @description Only messages created before this time. */
                to?: string;
                /** @description How many messages the page has at most. */
                limit?: number;
                /** @description Only messages to this phone number, in any form, or to this e-mail address. */
                phone?: string;
                /** @description Same as `phone`. */
                phone_number?: string;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    findMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDetailDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    cancelMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cancelled message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDetailDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `message_not_cancellable`: The message cannot be cancelled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    retryMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queued message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDetailDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `message_not_retryable`: The message cannot be retried */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showRateLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A phone number in any form, or an e-mail address */
                phone: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is used, what is left, and when it resets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimitsDto"];
                };
            };
            /** @description `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    clearRateLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A phone number in any form, or an e-mail address */
                phone: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cleared limits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimitsDto"];
                };
            };
            /** @description `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status; `problems` lists what needs attention */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmsStatusDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The accounts as the providers report them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountsDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                /** @description `open`: only alerts whose fault is still there; `all`: also those that are over. */
                state?: "open" | "all";
                /** @description How many alerts the page has at most. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Only events of this type, or of several that are separated by commas. */
                type?: string;
                /** @description `asc`: the oldest first; `desc`: the newest first. */
                order?: "asc" | "desc";
                /** @description How many events the page has at most. */
                limit?: number;
                /** @description Only events about this challenge, message, user or alert. */
                subject?: string;
                /** @description The `next_cursor` or `resume_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query: {
                /** @description The id of the user. */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, if there is one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserPageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    findUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindUserDto"];
            };
        };
        responses: {
            /** @description The user, if there is one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserPageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /** @description How many sessions the page has at most. */
                limit?: number;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the sessions that have not ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserSessionPageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No token of these sessions is accepted any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessionsDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    blockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The blocked user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    unblockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was erased */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedUserDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed; `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Without digests, keys and texts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserExportDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    explain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainDto"];
            };
        };
        responses: {
            /** @description The cause, and what happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    explainById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a challenge or message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cause, and what happened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showFunnel: {
        parameters: {
            query?: {
                /** @description `day`: the last 24 hours by the hour; `week`: the last seven days by six hours. */
                window?: "day" | "week";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FunnelDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showFraudPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy in force */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyInForceDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    setFraudPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @example 1
                     * @enum {number}
                     */
                    schema: 1;
                    rules: {
                        country?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                        prefix_4?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                        prefix_3?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                        address?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                        network?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                        address_country?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                        device?: {
                            hour?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            day?: {
                                /**
                                 * @description The threshold is never lower
                                 * @example 20
                                 */
                                floor: number;
                                /**
                                 * @description Share of the codes verified within an hour
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_hour?: number;
                                /**
                                 * @description Share of the codes verified within 24 hours
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_verified_day?: number;
                                /**
                                 * @description Share of the codes verified on the best of the last 14 days; countries only
                                 * @default 0
                                 * @example 0.3
                                 */
                                of_daily_maximum?: number;
                            };
                            steps: {
                                /**
                                 * @description Multiple of the threshold beyond which the action is taken
                                 * @example 1.2
                                 */
                                at: number;
                                /**
                                 * @example human_check
                                 * @enum {string}
                                 */
                                action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                            }[];
                            /**
                             * @description Whether requests from networks whose codes are usually verified are left out
                             * @default false
                             * @example true
                             */
                            except_known_networks?: boolean;
                        };
                    };
                    /** @description Countries with an unverified code from one client address within 24 hours */
                    countries_per_address?: {
                        /** @example 3 */
                        most: number;
                        steps: {
                            /**
                             * @description Multiple of the threshold beyond which the action is taken
                             * @example 1.2
                             */
                            at: number;
                            /**
                             * @example human_check
                             * @enum {string}
                             */
                            action: "record" | "human_check" | "delay" | "other_channel" | "refuse";
                        }[];
                    };
                    known_network: {
                        /**
                         * @description Codes verified from the network, leaking within 14 days
                         * @example 3
                         */
                        verified: number;
                        /**
                         * @description Unverified codes of a day, at most this share of them
                         * @example 0.06
                         */
                        unverified_share: number;
                    };
                    /** @default [] */
                    refused_line_types?: ("MOBILE" | "FIXED_LINE_OR_MOBILE" | "VOIP" | "FIXED_LINE")[];
                    /**
                     * @description How long the action delay makes a client wait
                     * @example 60
                     */
                    delay_seconds: number;
                };
            };
        };
        responses: {
            /** @description The policy in force now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyInForceDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listFraudDecisions: {
        parameters: {
            query?: {
                /** @description Only decisions with this outcome. */
                outcome?: "sent" | "challenged" | "delayed" | "other_channel" | "refused";
                /** @description Only decisions at this time or later. */
                from?: string;
                /** @description Only decisions before this time. */
                to?: string;
                /** @description How many decisions the page has at most. */
                limit?: number;
                /** @description Only decisions by this rule. */
                rule?: string;
                /** @description Only decisions about numbers of this country. */
                country?: string;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionPageDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showConversion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversionDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    showFraudList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                list: "block" | "allow";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListEntriesDto"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    addToFraudList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                list: "block" | "allow";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListEntryDto"];
            };
        };
        responses: {
            /** @description The entry, and whether it is new */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedEntryDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    removeFromFraudList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                list: "block" | "allow";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListEntryDto"];
            };
        };
        responses: {
            /** @description The entry, and whether it was there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedEntryDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `reauthentication_required`: A recent sign-in is required */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    recordEnteredCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server: "supabase" | "authgear" | "zitadel" | "kratos";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeEnteredDto"];
            };
        };
        responses: {
            /** @description Recorded, if a code was waiting */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeEnteredResultDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `forbidden`: Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    sendCodeOfAuthServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                server: "supabase" | "authgear" | "zitadel" | "kratos";
            };
            cookie?: never;
        };
        /** @description As the auth server sends it */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The code will be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unauthorized`: Sign-in is required */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `destination_not_allowed`: Messages to this country are not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `payload_too_large`: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `unsupported_media_type`: The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `rate_limited`: Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `sms_disabled`: SMS is switched off; `sms_not_configured`: SMS is not configured; `sms_unavailable`: SMS cannot be sent now; `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listSimulatedMessages: {
        parameters: {
            query?: {
                /** @description A number or an e-mail address; without it, the messages to everybody. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulatedMessagesDto"];
                };
            };
            /** @description `validation_failed`: The request is not valid; `phone_number_invalid`: The phone number is not valid; `email_invalid`: The e-mail address is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `not_found`: Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description `service_unavailable`: The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
}
