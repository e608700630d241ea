import { smtpServerOptions } from './smtp.options.js';

describe('smtpServerOptions', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false }],
    ['smtp://mail.example.com:2525', { port: 2525, secure: false }],
    ['smtps://mail.example.com', { port: 465, secure: true }],
    ['smtps://mail.example.com:4650', { port: 4650, secure: true }],
    ['smtp://mail.example.com:465', { port: 465, secure: true }],
    ['smtp://[2001:db8::1]:25', { host: '2001:db8::1', port: 25 }],
  ])('reads host, port and TLS mode of %s', (url, options) => {
    expect(smtpServerOptions(url)).toMatchObject(options);
  });

  it('decodes percent-encoded user and password', () => {
    expect(smtpServerOptions('smtp://sam%40example.com:p%2Fss%25@mail.example.com').auth).toEqual({
      user: 'sam@example.com',
      pass: 'p/ss%',
    });
    expect(smtpServerOptions('smtp://mail.example.com').auth).toBeUndefined();
  });

  it.each(['mail.example.com', '10.0.0.1', '[2001:db8::1]', 'localhost.example.com', '0.0.0.0', '127.0.0.1.nip.io'])(
    'requires TLS and a valid certificate for a login at %s',
    (host) => {
      expect(smtpServerOptions(`smtp://sam:secret@${host}`)).toMatchObject({
        requireTLS: true,
        tls: { rejectUnauthorized: true },
      });
    },
  );

  it.each(['localhost', '127.0.0.1', '127.8.8.8', '[::1]'])(
    'requires neither for a login at %s, which is this machine',
    (host) => {
      expect(smtpServerOptions(`smtp://sam:secret@${host}`)).toMatchObject({
        requireTLS: false,
        tls: { rejectUnauthorized: false },
      });
    },
  );
});
