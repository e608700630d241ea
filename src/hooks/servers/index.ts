import type { AuthServer } from '../auth-server.contract.js';
import { authgear } from './authgear.js';
import { kratos } from './kratos.js';
import { supabase } from './supabase.js';
import { zitadel } from './zitadel.js';

/** Every auth server that Ramz understands. */
export const AUTH_SERVERS: readonly AuthServer[] = [supabase, authgear, zitadel, kratos];
