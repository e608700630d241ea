import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeRamz } from './fake-ramz.js';
import { Refusal } from './problems.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TYPES = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.woff2': 'font/woff2',
};
const API = '/api/v1/auth/';

/** Serves the API and this package's files. `pages` are further addresses with their HTML. */
export async function startServer() {
  const answer = (request, response) => {
    handle(context, request, response).catch((error) => response.destroy(error));
  };
  const servers = [await listen(answer), await listen(answer)];
  const [url, otherOrigin] = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  const context = {
    ramz: new FakeRamz(),
    pages: new Map(),
    url,
    /** The same server under another origin of the same site. */
    otherOrigin,
    /** For a request of the API: `drop` (no answer, nothing done), `lose` (done, no answer) or a promise to wait for. */
    trouble: undefined,
    close: () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
  return context;
}

async function listen(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

async function handle(context, request, response) {
  // Chromium repeats a request by itself if a connection that it has used before breaks.
  response.setHeader('connection', 'close');
  const { pathname } = new URL(request.url, context.url);
  if (pathname.startsWith(API)) await answerApi(context, request, response, pathname.slice(API.length));
  else if (context.pages.has(pathname)) answerWith(response, '.html', context.pages.get(pathname));
  else await answerFile(response, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
}

async function answerFile(response, path) {
  const file = join(ROOT, normalize(path));
  const content = await readFile(file).catch(() => undefined);
  if (content) answerWith(response, extname(file), content);
  else response.writeHead(404).end();
}

function answerWith(response, extension, content) {
  response.setHeader('content-type', TYPES[extension] ?? 'application/octet-stream').end(content);
}

async function answerApi(context, request, response, path) {
  const { origin } = request.headers;
  if (origin) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-allow-headers', 'content-type, idempotency-key');
    response.setHeader('access-control-expose-headers', 'retry-after');
  }
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const trouble = await context.trouble?.(request.method, path);
  const outcome = trouble === 'drop' ? undefined : outcomeOf(context.ramz, request, path, text);
  if (trouble) {
    response.destroy();
    return;
  }
  const { status, type, body, headers } = outcome;
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
}

function outcomeOf(ramz, { method, headers }, path, text) {
  try {
    const { body, cookies = [] } = ramz.answer(method, path, headers, text ? JSON.parse(text) : undefined);
    return { status: 200, type: 'application/json', body, headers: { 'set-cookie': cookies } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { problem: body } = error;
    const retryAfter = body.retry_after && { 'retry-after': body.retry_after };
    return { status: body.status, type: 'application/problem+json', body, headers: retryAfter };
  }
}
