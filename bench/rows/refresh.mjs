import { newSessions } from './prepared.mjs';
import { requestRow } from './request-row.mjs';

/**
 * New tokens for a refresh token. better-auth has none; its nearest is `get-session` that prolongs the session, so it
 * writes one row and signs nothing.
 */
export default [
  requestRow({
    name: 'refresh',
    title: 'refresh (better-auth: get-session that prolongs the session), 32 connections',
    connections: 32,
    count: 1500,
    ramz: { roles: ['api', 'worker'] },
    betterAuth: { sends: true },
    prepare: newSessions,
    operation: (target, connection, session) => target.refresh(connection, session),
  }),
];
