import type { components } from './openapi.js';

type Schemas = components['schemas'];

export type CodeRequest = Schemas['AskForCodeDto'];
export type CodeSent = Schemas['CodeSentDto'];
export type CodeStatus = Schemas['ChallengeDto'];
export type Purpose = NonNullable<CodeRequest['purpose']>;
export type User = Schemas['MeDto'];
export type UserChange = Schemas['ChangeMeDto'];
export type UserChanged = Schemas['MeChangedDto'];

/** A code as the user entered it. The client chooses the kind of session. */
export type CodeEntry = Omit<Schemas['VerifyCodeDto'], 'session' | 'otp_code'> & { code: string };
/** The user has signed in. The client keeps the tokens. */
export type SignedIn = Schemas['CookieSessionDto'];
/** A proof for your own backend. */
export type Verified = Schemas['VerifiedDto'];

type ByPurpose<P extends Purpose> = P extends 'login' | 'registration' ? SignedIn : Verified;

/** What a right code gives: a session, or for the other purposes a proof. A challenge knows its purpose by itself. */
export type VerificationOf<E extends CodeEntry> = E extends { purpose: infer P extends Purpose }
  ? ByPurpose<P>
  : keyof E & ('purpose' | 'challenge_id') extends never
    ? SignedIn
    : SignedIn | Verified;
