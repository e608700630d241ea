/**
 * Who an access token stands for. Sessions are auth's, and auth imports sms, whose admin routes import this folder: so
 * `AppModule` hands them in.
 */
export abstract class AccessTokens {
  /** Undefined for a token that is not valid now. */
  abstract authenticate(token: string): Promise<{ userId: string; role: 'user' | 'admin' } | undefined>;
}
