// A stand-in for Twilio on this machine, to try Ramz without an account: npm run fake:twilio -- --help
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startFakeTwilio } from '../test/support/fake-twilio.mjs';

const USAGE = `Usage: npm run fake:twilio -- [port] [options]
  --fail <what>         fail every call: a Twilio error code (21610), or html, hang, half_body, close, redirect
  --times <n>           only the next n calls
  --scope <resource>    only Messages, Verifications, VerificationCheck, Balance or Account
  --to <phone>          only to this number (E.164)
  --delay <ms>          answer slowly
  --report <status>     report on each text half a second later: delivered, undelivered:30003, failed:30007, …
  --account <sid>       the account SID (AC000…)
  --token <token>       the auth token to accept (fake-auth-token)
  --from <a,b>          the account's senders (+15005550006)
  --no-custom-codes     a Verify service without custom codes
The port is 4020, or PORT.`;

const TRANSPORTS = /** @type {const} */ (['html', 'hang', 'half_body', 'close', 'redirect']);

/** @param {string} sentence */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** @param {string[]} lines */
function box(...lines) {
  console.log(['┌──', ...lines.flatMap((line) => line.split('\n')).map((line) => `│ ${line}`), '└──'].join('\n'));
}

function readArguments() {
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        fail: text,
        times: text,
        scope: text,
        to: text,
        delay: text,
        report: text,
        account: text,
        token: text,
        from: text,
        'no-custom-codes': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    stop(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    throw error;
  }
}

/**
 * @param {string} name
 * @param {string | undefined} value
 * @param {number} max
 */
function whole(name, value, max) {
  if (value !== undefined && !(/^\d+$/.test(value) && Number(value) <= max)) {
    stop(`${name} must be a whole number up to ${max}.`);
  }
  return value === undefined ? undefined : Number(value);
}

/** @param {string | undefined} what */
function faultOf(what) {
  if (what === undefined) return {};
  if (/^[1-9]\d{4}$/.test(what)) return { code: Number(what) };
  const transport = TRANSPORTS.find((name) => name === what);
  if (!transport) stop(`--fail must be a Twilio error code such as 21610, or one of ${TRANSPORTS.join(', ')}.`);
  return { transport };
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const port = whole('The port', positionals[0] ?? process.env.PORT ?? '4020', 65_535);
const delayMs = whole('--delay', values.delay, 600_000);
const fault = { ...faultOf(values.fail), ...(delayMs === undefined ? {} : { delayMs }) };
const times = whole('--times', values.times, 1_000_000);
const [, status, errorCode] = /^([a-z]+)(?::(\d{5}))?$/.exec(values.report ?? '') ?? [];
if (values.report !== undefined && !status) stop('--report must be a status such as delivered or undelivered:30003.');

const fake = await startFakeTwilio({
  port,
  ...(values.account ? { accountSid: values.account } : {}),
  ...(values.token ? { authToken: values.token } : {}),
  ...(values.from ? { from: values.from.split(',') } : {}),
  ...(values['no-custom-codes'] ? { customCodes: false } : {}),
  onMessage: (message) => {
    box(
      `To:     ${message.to}`,
      message.method === 'verify'
        ? `Method: ${message.call ? 'call' : 'SMS'} by Verify${message.locale ? `, in ${message.locale}` : ''}`
        : `Method: plain, from ${message.from ?? message.messagingServiceSid}, valid for ${message.validityPeriod} s`,
      message.method === 'verify' ? `Code:   ${message.code}` : `Text:   ${message.text}`,
      `Time:   ${message.at.toLocaleTimeString('en-GB')}`,
    );
    if (status && message.statusCallback) void report(message.sid, status);
  },
  onFailure: (request, what) =>
    console.log(`✗ ${request.scope || request.path} → ${what}${request.form.To ? ` (${request.form.To})` : ''}`),
}).catch((/** @type {NodeJS.ErrnoException} */ error) => {
  stop(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Choose another one: npm run fake:twilio -- ${(port ?? 0) + 1}`
      : `The fake Twilio could not start: ${error.message}`,
  );
  throw error;
});

/**
 * @param {string} sid
 * @param {string} what
 */
async function report(sid, what) {
  await sleep(500);
  try {
    const answer = await fake.report(sid, what, errorCode === undefined ? undefined : Number(errorCode));
    console.log(`→ ${what} reported: HTTP ${answer}`);
  } catch (error) {
    console.log(`✗ ${what} could not be reported: ${error instanceof Error ? error.message : String(error)}`);
  }
}

if (Object.keys(fault).length > 0) {
  const which = {
    ...(values.scope ? { scope: values.scope } : {}),
    ...(values.to ? { to: values.to } : {}),
  };
  if (times === undefined) fake.respondWith(fault, which);
  else fake.failNext(fault, { ...which, times });
}

console.log(`The fake Twilio listens on ${fake.url}. Start Ramz against it with:

  TWILIO_ACCOUNT_SID=${fake.accountSid} TWILIO_AUTH_TOKEN=${fake.authToken} \\
  TWILIO_FROM_NUMBER=${fake.from.join(',')} TWILIO_VERIFY_SERVICE_SID=${fake.verifyService} \\
  TWILIO_BASE_URL=${fake.url} TWILIO_VERIFY_BASE_URL=${fake.url} npm start

Ctrl-C ends it.
`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void fake.close());
