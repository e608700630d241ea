import { createHmac, randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { Webhook } from 'standardwebhooks';

export const HOOK_SECRETS = {
  supabase: `v1,whsec_${Buffer.alloc(32, 's').toString('base64')}`,
  authgear: 'authgear-webhook-secret-of-tests',
  zitadel: 'zitadel-signing-key-of-tests',
  kratos: 'kratos-secret-of-tests',
};
export type AuthServerName = keyof typeof HOOK_SECRETS;

interface Signed {
  body: string;
  headers: Record<string, string>;
}

interface SigningOptions {
  secret?: string;
  at?: Date;
}

/** Bodies as the documentation of each server shows them, shortened to what could matter. */
const BODIES: Record<AuthServerName, (phone: string, code: string) => object> = {
  supabase: (phone, otp) => ({
    user: {
      ...{ id: '6481a5c1-3d37-4a56-9f6a-bee08c554965', aud: 'authenticated', role: 'authenticated', email: '' },
      // Supabase stores numbers without the plus sign.
      phone: phone.slice(1),
      app_metadata: { provider: 'phone', providers: ['phone'] },
      user_metadata: {},
      identities: [],
    },
    sms: { otp },
  }),
  authgear: (to, code) => ({
    ...{ to, body: `${code} is your code.`, app_id: 'shop', message_type: 'authentication' },
    ...{ template_name: 'verification_sms.txt', language_tag: 'en' },
    template_variables: { app_name: 'Shop', code, email: '', has_password: false, phone: to },
  }),
  zitadel: (recipientPhoneNumber, code) => ({
    contextInfo: {
      eventType: 'user.human.phone.code.added',
      provider: { id: '285181292935381355', description: 'Ramz' },
      recipientPhoneNumber,
    },
    templateData: { title: 'Verify phone', text: `Please use the following code to verify it ${code}` },
    args: { code, displayName: 'Sara Ahmadi', lastPhone: recipientPhoneNumber, preferredLoginName: 'sara' },
  }),
  kratos: (recipient, login_code) => ({
    recipient,
    template_type: 'login_code_valid',
    template_data: { to: recipient, login_code, expires_in_minutes: 15 },
    locale: 'en-GB,en;q=0.8',
  }),
};

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

const SIGNATURES: Record<AuthServerName, (body: string, secret: string, at: Date) => Record<string, string>> = {
  supabase: (body, secret, at) => {
    const id = randomUUID();
    const signature = new Webhook(secret.slice('v1,'.length)).sign(id, at, body);
    const seconds = String(Math.floor(at.getTime() / 1000));
    return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
  },
  authgear: (body, secret) => ({ 'x-authgear-body-signature': hmac(secret, body) }),
  zitadel: (body, secret, at) => {
    const seconds = Math.floor(at.getTime() / 1000);
    return { 'ZITADEL-Signature': `t=${seconds},v1=${hmac(secret, `${seconds}.${body}`)}` };
  },
  kratos: (_body, secret) => ({ Authorization: `Bearer ${secret}` }),
};

export function signed(
  server: AuthServerName,
  body: object,
  { secret = HOOK_SECRETS[server], at = new Date() }: SigningOptions = {},
): Signed {
  const text = JSON.stringify(body);
  return { body: text, headers: SIGNATURES[server](text, secret, at) };
}

export function codeRequestOf(server: AuthServerName, phone: string, code: string, options?: SigningOptions): Signed {
  return signed(server, BODIES[server](phone, code), options);
}

export function postHook(url: string, server: string, { body, headers }: Signed) {
  return supertest(url).post(`/api/v1/hooks/${server}`).set('Content-Type', 'application/json').set(headers).send(body);
}
