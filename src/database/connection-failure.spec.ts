import { explainConnectionFailure } from './connection-failure.js';

const URL = 'postgresql://ramz:hunt%2Fer2@db.example/ramz';

function failure(code: string, message = 'some text'): Error {
  return Object.assign(new Error(message), { code });
}

describe('explainConnectionFailure', () => {
  it.each([
    [failure('28P01'), 'refuses the user or the password of DATABASE_URL'],
    [failure('28000'), 'refuses the user or the password of DATABASE_URL'],
    [failure('28000', 'no pg_hba.conf entry for host "10.0.0.1"'), 'Add a line to its pg_hba.conf'],
    [failure('57P03', 'the database system is starting up'), 'Wait until it does'],
    [failure('53300', 'sorry, too many clients already'), 'raise max_connections'],
    [failure('ENOTFOUND', 'getaddrinfo ENOTFOUND db.example'), 'The host name in DATABASE_URL is not known'],
    [failure('3D000', 'database "ramz" does not exist'), 'Create it, or correct DATABASE_URL'],
    [failure('', 'The server does not support SSL connections'), 'add ?sslmode=disable'],
    [failure('SELF_SIGNED_CERT_IN_CHAIN'), 'Add sslrootcert='],
    [failure('DEPTH_ZERO_SELF_SIGNED_CERT'), 'Add sslrootcert='],
    [failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'Add sslrootcert='],
    [failure('CERT_HAS_EXPIRED'), 'Add sslrootcert='],
    [failure('ERR_TLS_CERT_ALTNAME_INVALID'), 'Add sslrootcert='],
    [failure('ECONNREFUSED', 'connect ECONNREFUSED'), 'The database cannot be reached: connect ECONNREFUSED'],
    [new AggregateError([failure('', 'one'), failure('', 'other')]), 'The database cannot be reached: one; other'],
  ])('says what to do about %p', (error, sentence) => {
    expect(explainConnectionFailure(error, URL)).toContain(sentence);
  });

  it('repeats neither the address nor the password, encoded or decoded', () => {
    const error = new Error(`no route for ${URL} with hunt/er2 and hunt%2Fer2`);
    expect(explainConnectionFailure(error, URL)).toBe(
      'The database cannot be reached: no route for (connection string) with *** and ***',
    );
  });
});
