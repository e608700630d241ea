import { JsonLogger } from './json-logger.js';
import { Redactor } from './redactor.js';
import { requestContext } from './request-context.js';

function logged(use: (logger: JsonLogger) => void, level: 'debug' | 'info' | 'warn' = 'info') {
  const lines: string[] = [];
  use(new JsonLogger(level, new Redactor(['SECRETKEY']), (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('JsonLogger', () => {
  it('logs one object per line, with the fields of the caller and the id of the request', () => {
    const [entry] = requestContext.run({ requestId: 'r-1' }, () =>
      logged((logger) => logger.log({ message: 'sent', provider: 'kavenegar', count: 2n }, 'Sms')),
    );
    expect(entry).toMatchObject({
      level: 'info',
      context: 'Sms',
      message: 'sent',
      provider: 'kavenegar',
      count: '2',
      request_id: 'r-1',
    });
  });

  it('does not log below its level', () => {
    expect(logged((logger) => logger.log('quiet'), 'warn')).toEqual([]);
  });

  it('redacts numbers and secrets at any depth, also in errors and their causes', () => {
    const error = Object.assign(new Error('to +989123456789', { cause: new Error('key SECRETKEY') }), {
      request: { body: 'SECRETKEY' },
    });
    const text = JSON.stringify(
      logged((logger) => logger.error({ message: 'failed', deep: { phone: '09123456789' }, error })),
    );
    expect(text).not.toMatch(/SECRETKEY|123456|request/);
    expect(text).toContain('[secret]');
  });
});
