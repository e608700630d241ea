// A stand-in for Kavenegar on this machine, to try Ramz without an account: npm run fake:kavenegar -- --help
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startFakeKavenegar } from '../test/support/fake-kavenegar.mjs';

const USAGE = `Usage: npm run fake:kavenegar -- [port] [options]
  --fail <what>       fail every call: a Kavenegar status (451), or html, hang, half_body, close, redirect
  --times <n>         only the next n calls
  --scope <method>    only this method: verify/lookup, sms/send, …
  --receptor <phone>  only to this number
  --delay <ms>        answer slowly
  --report <status>   report on each message half a second later: delivered, undelivered, failed, cancelled, blocked
  --callback <url>    where reports go (the webhook of Ramz on port 3000, with the token below)
  --key <key>         the API key to accept (fake-api-key)
  --lines <a,b>       the account's sender lines (2000660110)
  --templates <a,b>   the approved templates (verify)
The port is 4010, or PORT.`;

/** Kavenegar's message statuses. @type {Record<string, number>} */
const STATUSES = { delivered: 10, undelivered: 11, failed: 6, cancelled: 13, blocked: 14 };
const WEBHOOK_TOKEN = 'fake-webhook-token';

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
        receptor: text,
        delay: text,
        report: text,
        callback: text,
        key: text,
        lines: text,
        templates: text,
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
  if (/^[1-9]\d\d$/.test(what)) return { status: Number(what) };
  const transport = TRANSPORTS.find((name) => name === what);
  if (!transport) stop(`--fail must be a Kavenegar status such as 451, or one of ${TRANSPORTS.join(', ')}.`);
  return { transport };
}

/** @param {string | undefined} name */
function statusOf(name) {
  if (name === undefined) return undefined;
  const status = Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined;
  if (status === undefined) stop(`--report must be one of ${Object.keys(STATUSES).join(', ')}.`);
  return status;
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const port = whole('The port', positionals[0] ?? process.env.PORT ?? '4010', 65_535);
const delayMs = whole('--delay', values.delay, 600_000);
const fault = { ...faultOf(values.fail), ...(delayMs === undefined ? {} : { delayMs }) };
const times = whole('--times', values.times, 1_000_000);
const status = statusOf(values.report);
const callback = values.callback ?? `http://127.0.0.1:3000/api/v1/webhooks/kavenegar/${WEBHOOK_TOKEN}`;
if (!URL.canParse(callback)) stop('--callback must be the address of a webhook.');

const fake = await startFakeKavenegar({
  port,
  callback: { url: callback },
  ...(values.key ? { apiKey: values.key } : {}),
  ...(values.lines ? { lines: values.lines.split(',') } : {}),
  ...(values.templates ? { templates: values.templates.split(',') } : {}),
  onMessage: (message) => {
    box(
      `To:     ${message.receptor}`,
      message.method === 'lookup'
        ? `Method: ${message.call ? 'call' : 'lookup'}, template "${message.template}"`
        : `Method: plain, from line ${message.sender}`,
      message.method === 'lookup' ? `Code:   ${message.token}` : `Text:   ${message.text}`,
      `Time:   ${message.at.toLocaleTimeString('en-GB')}`,
    );
    if (status !== undefined) void report(message.messageid, status);
  },
  onFailure: (request, what) =>
    console.log(
      `✗ ${request.scope || request.path} → ${what}${request.form.receptor ? ` (${request.form.receptor})` : ''}`,
    ),
}).catch((/** @type {NodeJS.ErrnoException} */ error) => {
  stop(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Choose another one: npm run fake:kavenegar -- ${(port ?? 0) + 1}`
      : `The fake Kavenegar could not start: ${error.message}`,
  );
  throw error;
});

/**
 * @param {string} messageid
 * @param {number} what
 */
async function report(messageid, what) {
  await sleep(500);
  try {
    console.log(`→ ${values.report} reported: HTTP ${await fake.report(messageid, what)}`);
  } catch (error) {
    console.log(`✗ ${values.report} could not be reported: ${error instanceof Error ? error.message : String(error)}`);
  }
}

if (Object.keys(fault).length > 0) {
  const which = {
    ...(values.scope ? { scope: values.scope } : {}),
    ...(values.receptor ? { receptor: values.receptor } : {}),
  };
  if (times === undefined) fake.respondWith(fault, which);
  else fake.failNext(fault, { ...which, times });
}

console.log(`The fake Kavenegar listens on ${fake.url}. Start Ramz against it with:

  KAVENEGAR_API_KEY=${fake.apiKey} KAVENEGAR_BASE_URL=${fake.url} \\
  KAVENEGAR_WEBHOOK_TOKEN=${WEBHOOK_TOKEN} npm start

Ctrl-C ends it.
`);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void fake.close());
