import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDetailsDto } from './problem-details.dto.js';

/**
 * Serves the OpenAPI document at /openapi.json and Swagger UI at /docs, with no files from other servers. The document is
 * made at the first request for it.
 */
export function serveDocs(app: NestFastifyApplication, version: string): void {
  SwaggerModule.setup('docs', app, () => describeApi(app, version), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Ramz API',
    // The badge would be an image from swagger.io.
    swaggerOptions: { validatorUrl: null },
  });
}

function describeApi(app: NestFastifyApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Ramz')
    .setDescription(
      'One-time codes and SMS. Errors are RFC 9457 problem documents with a stable `code` for programs and a `detail` for people.',
    )
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'The server of this document')
    .addTag('codes', 'Request and verify one-time codes')
    .addTag('sessions', 'Refresh, list and end sessions')
    .addTag('account', 'Phone number and e-mail address of the signed-in user')
    .addTag('sms', 'Administration: send and track messages')
    .addTag('events', 'Administration: what has happened')
    .addTag('fraud', 'Administration: the guard against SMS pumping')
    .addTag('hooks', 'Other auth servers, whose codes Ramz sends')
    .addTag('users', 'Administration: users and their sessions')
    .addTag('simulation', 'Simulation alone, never in production: what was sent to nobody')
    .addTag('keys', 'Public keys with which other services verify tokens')
    .addTag('health', 'For load balancers and process managers')
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An admin API key' }, 'ApiKeyAuth')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemDetailsDto], operationIdFactory });
  nameAliases(document);
  markPublicOperations(document);
  return document;
}

/** Returns the name of the method, which is unique in the API. Nest numbers the addresses of a route: `name[1]`. */
function operationIdFactory(_controller: string, method: string): string {
  return method.replace('[0]', '').replace(/\[\d+\]$/, 'Alias');
}

/** Without `security`, a reader cannot tell an operation that anybody may call from one whose credentials were forgotten. */
function markPublicOperations({ paths }: OpenAPIObject): void {
  const operations = Object.values(paths).flatMap(({ get, post, put, patch, delete: remove }) => {
    return [get, post, put, patch, remove].filter((operation) => operation !== undefined);
  });
  for (const operation of operations) operation.security ??= [];
}

/** Describes the addresses of older clients by those that new clients use. */
function nameAliases(document: OpenAPIObject): void {
  const operations = Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(get ? [{ path, method: 'GET', operation: get }] : []),
    ...(post ? [{ path, method: 'POST', operation: post }] : []),
  ]);
  for (const { operation } of operations) {
    const original = operations.find((other) => `${other.operation.operationId}Alias` === operation.operationId);
    if (!original) continue;
    operation.description = `Same as \`${original.method} ${original.path}\`, at the address that older clients use.`;
  }
}
