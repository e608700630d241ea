import { AppError } from '../common/app-error.js';
import { ConfigurationError } from '../config/index.js';
import { failureOf } from './error-sentence.js';
import { UsageError } from './usage.error.js';

describe('The sentence of a failed command', () => {
  it.each([
    [new UsageError('Say which events.'), 'usage', 2],
    [new AppError('phone_number_invalid'), 'phone_number_invalid', 2],
    [new AppError('not_found', { detail: 'There is no such user.' }), 'not_found', 1],
    [new ConfigurationError(['PORT must be a number']), 'configuration', 1],
    [new Error('There is no receiver of events. Set EVENT_WEBHOOK_URL.'), 'failed', 1],
  ])('is that of the error, and the exit status says whether the call was wrong: %s', (error, code, exitStatus) => {
    expect(failureOf(error)).toEqual({ code, exitStatus, message: error.message });
  });

  it('says what to do while a store is away, whatever the driver says', () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
    const { code, message } = failureOf(away);
    expect(code).toBe('service_unavailable');
    expect(message).toMatch(/^The database or the queue does not answer\. Start it, or correct DATABASE_URL/);
  });

  it('shows an unexpected error on one line without stack and digits', () => {
    const { code, message } = failureOf(new TypeError('cannot read 482913\n    at file.js:1'));
    expect(code).toBe('internal');
    expect(message).toBe('Unexpected error: cannot read **** Please report it with the command that you ran.');
  });
});
